import fc from 'fast-check';
import { discordText, manyLines, oneLine, slackText, withoutLinks } from '../../../../core/alerts/text/neutral-text';

/** What people have tried elsewhere, each alone and around a name. */
const ATTACKS = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '<!channel>', '<!here>', '<!everyone>', '<@U0123456>', '<#C0123456>', '<!subteam^S1>', '<https://evil.example|TAOUSDT>',
  '&lt;!channel&gt;', '&amp;', '@everyone', '@here', '<@123456789012345678>', '<@&123456789012345678>', '<#123456789012345678>', '[TAOUSDT](https://evil.example)', '[a](<https://evil.example>)',
  '**bold**', '__under__', '~~strike~~', '||spoiler||', '`code`', '```js\nblock```', '> quote', '# heading', '- list', '\\', '\\\\@everyone', '*', '_', '<a:b:123456789012345678>', '<t:1>', '</cmd:1>',
  '=1+1', '+1', '-1', '@SUM(A1)', '=cmd|\' /C calc\'!A0', '|calc', '%0A', '\t=1+1', '\r=1+1', ' =1+1', '\u200b=1+1', '＝1+1', '"=1+1', ',=1+1', ';=1+1', '"",=1+1,""',
  'a\r\nBcc: all@example.com', 'a\nSubject: x', 'a\rb', 'a\u2028b', 'a\u2029b', 'a\u0085b', 'a\u000bb', 'a\u000cb', '\u0000', 'a\u0000b', '\u001b[31mred', '\u0007', '\u007f', '\u009b31m',
  '\u202eTDSUOAT', '\u202dx', '\u2066x\u2069', '\u2067x', '\u200ex', '\u200fx', '\u061cx', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u180e', '\u3164', '\uffa0', '\u115f', '\ufe0f', '\u{e0041}',
  '\ud800', '\udc00', 'a\ud83d', '\ufffe', '\uffff', '\ufdd0', '\u{1fffe}', '\u{10ffff}', 'https://evil.example/a', 'http://127.0.0.1', 'javascript:alert(1)', 'evil.example', 'EVIL.COM', 'tg://resolve?domain=x', 't.me/x',
  '{symbol}', '{{symbol}}', '${7*7}', '%s%n', '$(id)', '`id`', '; rm -rf /', '\' OR 1=1 --', '../../etc/passwd', 'A'.repeat(5_000), '🚨'.repeat(500), 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘',
];
const AROUND: readonly ((attack: string) => string)[] = [(attack) => attack, (attack) => `TAOUSDT${attack}`, (attack) => `${attack}TAOUSDT`, (attack) => `TAO ${attack} ${attack} USDT`];
const PAYLOADS = ATTACKS.flatMap((attack) => AROUND.map((around) => around(attack)));

const FORBIDDEN_IN_LINE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}\ufffe\uffff]/u;
const check = (name: string, holds: (text: string) => void): void => {
  test(`${name}: about 500 hostile texts, and any other`, () => {
    for (const payload of PAYLOADS) holds(payload);
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(...ATTACKS), { maxLength: 4 }).map((parts) => parts.join(''))), holds));
  });
};

describe('hostile text', () => {
  test('there are enough of them', () => expect(PAYLOADS.length).toBeGreaterThan(400));

  check('one line has no control, no turned or hidden text, no line break, and an end', (text) => {
    const line = oneLine(text);
    expect(line).not.toMatch(FORBIDDEN_IN_LINE);
    expect([...line].length).toBeLessThanOrEqual(200);
    expect(oneLine(line)).toBe(line);
    expect(() => encodeURIComponent(line)).not.toThrow();
  });

  check('a body keeps its line feeds and nothing else of that kind', (text) => {
    expect(manyLines(text).replaceAll('\n', '')).not.toMatch(FORBIDDEN_IN_LINE);
    expect(manyLines(manyLines(text))).toBe(manyLines(text));
  });

  check('Slack sees no mention, no link and no entity of the text\'s own', (text) => {
    expect(slackText(text)).not.toMatch(/[<>]/);
    expect(slackText(text).replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
  });

  check('Discord sees no Markdown and no mention', (text) => {
    const bare = discordText(text).replace(/\\[^\p{L}\p{N}\s]/gu, '');
    expect(bare).not.toMatch(/[*_~`|>#[\]()<]/);
    expect(bare).not.toMatch(/@(?!\u200b)/);
  });

  check('nothing is left that a program makes a link of', (text) => {
    expect(withoutLinks(text)).not.toMatch(/:\/\/|[\p{L}\p{N}]\.\p{L}{2}/u);
  });

  test('an ordinary name stays as it is', () => {
    for (const name of ['TAOUSDT', '1000PEPEUSDT', 'BTC-29AUG26', '삼성전자', 'Сбербанк']) {
      expect([oneLine(name), manyLines(name), slackText(name), withoutLinks(name)]).toEqual([name, name, name, name]);
    }
    expect(withoutLinks('Price: $7.5200 (0.94) v1.2')).toBe('Price: $7.5200 (0.94) v1.2');
  });
});
