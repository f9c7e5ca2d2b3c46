import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSecretOf, readTokenText } from '../../../adapters/stream-tokens/token-text';
import { parseTokenArguments } from '../../../cli/stream-token/arguments';
import { runTokenCommand } from '../../../cli/stream-token/run-command';
import { openTokens } from '../../../cli/stream-token/token-table';
import { MemoryTokens } from '../../containers/stream/fixture';

const NOW_MS = Date.UTC(2026, 0, 1);

describe('what may be asked', () => {
  test('issue, revoke and list', () => {
    expect(parseTokenArguments(['issue', '--tier', 'vip', '--days', '30', '--label', ' desk 4 '])).toEqual({ command: 'issue', tier: 'vip', days: 30, label: 'desk 4', stateDir: undefined });
    expect(parseTokenArguments(['revoke', 'abcdefghijkl', '--state-dir', '.tapewatch'])).toEqual({ command: 'revoke', tokenId: 'abcdefghijkl', stateDir: '.tapewatch' });
    expect(parseTokenArguments(['revoke', `tw_vip_abcdefghijkl_${'A'.repeat(43)}`])).toMatchObject({ tokenId: 'abcdefghijkl' });
    expect(parseTokenArguments(['list'])).toEqual({ command: 'list', stateDir: undefined });
    expect(parseTokenArguments(['--help'])).toBe('help');
  });

  test.each<[string[], string]>([
    [[], 'the command is "": expected one of issue, revoke, list'], [['drop'], 'the command is "drop"'],
    [['issue', '--label', 'x'], '--tier is "": expected one of private, vip'], [['issue', '--tier', 'public', '--label', 'x'], '--tier is "public"'],
    [['issue', '--tier', 'vip'], '--label is missing'], [['issue', '--tier', 'vip', '--label', ' '], '--label is " "'],
    [['issue', '--tier', 'vip', '--label', 'x', '--days', '0'], '--days is "0"'], [['issue', '--tier', 'vip', '--label', 'x', '--days', 'ever'], '--days is "ever"'],
    [['revoke'], 'ID is missing'], [['revoke', 'ABC'], 'ID is "ABC"'], [['revoke', 'abcdefghijkl', 'x'], '"x" is one argument too many'], [['list', 'x'], '"x" is one argument too many'],
  ])('%j is refused', (argv, message) => {
    expect(() => parseTokenArguments(argv)).toThrow(message);
  });
});

describe('what is done', () => {
  const run = async (store: MemoryTokens, ...argv: string[]): Promise<[number, string[]]> => {
    const lines: string[] = [];
    const command = parseTokenArguments(argv);
    if (command === 'help') throw new Error('no command');
    return [await runTokenCommand(command, store, NOW_MS, (line) => { lines.push(line); }), lines];
  };

  test('a token is shown once, on a line of its own, and opens what was stored', async () => {
    const store = new MemoryTokens();
    const [code, lines] = await run(store, 'issue', '--tier', 'vip', '--days', '90', '--label', 'desk');
    const { tokenId, secret } = readTokenText(lines[0]!)!;
    expect([code, lines[1]]).toEqual([0, `vip token ${tokenId} for desk, until 2026-04-01T00:00Z; shown this once`]);
    expect(isSecretOf(secret, store.tokens.get(tokenId))).toBe(true);
    expect((await run(store, 'list'))[1]).toEqual([`${tokenId}  vip      expires 2026-04-01T00:00Z  desk`]);
  });

  test('a revoked token is listed as such; an unknown one is said, exit code 1', async () => {
    const store = new MemoryTokens();
    const [, [text = '']] = await run(store, 'issue', '--tier', 'private', '--label', 'x');
    const { tokenId } = readTokenText(text)!;
    expect(await run(store, 'revoke', tokenId)).toEqual([0, [`${tokenId} is revoked; its sockets close within five seconds`]]);
    expect((await run(store, 'list'))[1][0]).toContain('revoked 2026-01-01T00:00Z');
    expect(await run(store, 'revoke', 'aaaaaaaaaaaa')).toEqual([1, ['there is no token aaaaaaaaaaaa']]);
    expect(await run(new MemoryTokens(), 'list')).toEqual([0, ['no tokens']]);
  });
});

describe('which table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  afterAll(() => { rmSync(folder, { recursive: true }); });

  test('none named is said', () => {
    expect(() => openTokens(undefined, {})).toThrow('STREAM_TOKENS_TABLE is not set: expected the name of the table of tokens, or --state-dir of a local run');
  });

  test('a state folder without a run, or with a file that is none, is said', () => {
    expect(() => openTokens(folder)).toThrow('expected the state folder of a local run that is under way');
    writeFileSync(join(folder, 'stream.json'), '{"table":5}');
    expect(() => openTokens(folder)).toThrow('field "url" is no text');
    writeFileSync(join(folder, 'stream.json'), '{"url":"ws://127.0.0.1:2","table":"t","endpoint":"http://127.0.0.1:1","private_token":"p","vip_token":"v"}');
    expect(openTokens(folder)).toHaveProperty('list');
  });
});
