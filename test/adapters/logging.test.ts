import fc from 'fast-check';
import { createLogger, type LogFormat } from '../../adapters/logging';

const record = (format: LogFormat = 'json', level: 'debug' | 'info' = 'debug') => {
  const lines: string[] = [];
  return { lines, log: createLogger({ service: 'scanner', format, level, write: (line) => lines.push(line), nowMs: () => 1_766_072_721_000 }) };
};

describe('a log line', () => {
  test('S1.38: holds the words that the source searches for, unescaped', () => {
    for (const format of ['json', 'human'] as const) {
      const { lines, log } = record(format);
      log.info('opportunity-found', '✨ 기회 발견! TAOUSDT', { symbol: 'TAOUSDT' });
      expect(lines[0]).toContain('기회 발견');
    }
  });

  test('is JSON with time, level, service, event, message and the fields', () => {
    const { lines, log } = record();
    log.warn('send-failed', 'could not send', { entries: 3, none: undefined });
    expect(JSON.parse(lines[0]!)).toEqual({
      time: '2025-12-18T15:45:21.000Z', level: 'warn', service: 'scanner', event: 'send-failed', message: 'could not send', entries: 3,
    });
  });

  test('reads as one line on a terminal', () => {
    const { lines, log } = record('human');
    log.info('subscribing', '구독 요청: 50개 토픽', { topics: 50, url: 'wss://x', note: 'two words' });
    expect(lines).toEqual(['15:45:21 INFO  구독 요청: 50개 토픽 topics=50 url=wss://x note="two words"']);
  });

  test('below the level nothing is printed', () => {
    const { lines, log } = record('json', 'info');
    log.debug('detail', 'no');
    expect(lines).toEqual([]);
  });

  test('fields cannot take the place of the line\'s own', () => {
    const { lines, log } = record();
    log.info('a', 'b', { level: 'error', event: 'forged', time: 0 });
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', event: 'a', level_: 'error', event_: 'forged', time_: 0 });
  });

  test.each(['json', 'human'] as const)('stays one line of harmless characters, whatever it is given (%s)', (format) => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.dictionary(fc.string({ unit: 'binary' }), fc.anything()), (text, fields) => {
      const { lines, log } = record(format);
      log.info('event', text, fields);
      expect(lines).toHaveLength(1);
      expect(lines[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200e\u200f\ufeff]/);
    }));
  });

  test('a forged line, a colour and a reversed text are escaped', () => {
    const { lines, log } = record('human');
    log.info('event', 'ok\n15:45:22 ERROR forged \u001b[31m red \u202e desrever');
    expect(lines[0]).toContain('ok\\u000a15:45:22 ERROR forged \\u001b[31m red \\u202e desrever');
  });

  test('secrets are replaced by name at any depth, in URLs and in errors', () => {
    const canary = 'CANARY-7f3a';
    const error = Object.assign(new Error(`GET https://user:${canary}@x.io/a?symbol=B&api_key=${canary}&x=1 failed`), {
      request: { headers: { authorization: canary } }, cause: new Error(`token=${canary} in ?token=${canary}`.replace(`token=${canary} in `, '')),
    });
    for (const format of ['json', 'human'] as const) {
      const { lines, log } = record(format);
      log.error('event', `wss://x.io/?token=${canary}`, {
        error, password: canary, nested: { apiKey: canary, list: [{ 'X-Amz-Signature': canary, secretAccessKey: canary }] },
        Authorization: canary, sessionToken: canary, cookie: canary, token: canary,
      });
      expect(lines[0]).not.toContain(canary);
      expect(lines[0]).toContain('[redacted]');
      expect(lines[0]).toContain('symbol=B');
    }
  });

  test('an error shows name, message, code and cause', () => {
    const { lines, log } = record();
    log.error('event', 'failed', { error: Object.assign(new TypeError('no', { cause: new Error('why') }), { code: 'ECONNREFUSED' }) });
    expect(JSON.parse(lines[0]!)).toMatchObject({ error: { name: 'TypeError', message: 'no', code: 'ECONNREFUSED', cause: { message: 'why' } } });
  });

  test('is at most 16 KiB and a ring ends', () => {
    const ring: Record<string, unknown> = {};
    ring['self'] = ring;
    const { lines, log } = record();
    log.info('event', 'x'.repeat(100_000), { ring, many: Array.from({ length: 1_000 }, () => 'y'.repeat(1_000)) });
    expect(lines[0]!.length).toBeLessThan(17_000);
    expect(JSON.parse(lines[0]!)).toMatchObject({ event: 'event' });
  });
});
