import fc from 'fast-check';
import { createLogger } from '../../../adapters/logging';
import { makeRequestHandler } from '../../../containers/stream/client-requests';
import type { StreamClient } from '../../../containers/stream/stream-client';
import { STREAM_TIERS, type StreamTier } from '../../../core/contracts/whale-stream';

/** Notes what a client is asked to do. */
const clientOf = (tier: StreamTier) => {
  const log: string[] = [];
  const client = {
    tier, grant: { tokenId: 'abcdefghijkl', tier: 'private', label: 'x', expiresMs: 0 },
    begin: () => { log.push('begin'); }, cut: (code: number, why: string) => { log.push(`${code} ${why}`); }, answer: (body: object) => { log.push(`answer ${Object.values(body)[0]}`); },
  };
  return { log, client: client as unknown as StreamClient };
};

const revoked: string[] = [];
const handle = makeRequestHandler({
  guard: { revoke: async (tokenId) => { revoked.push(tokenId); return true; } }, status: () => ({ status: 'ok' }), logger: createLogger({ service: 'test', write: () => undefined }),
});
const say = (tier: StreamTier, text: string): string[] => {
  const { log, client } = clientOf(tier);
  handle(client, text);
  return log;
};

describe('what clients say', () => {
  test('G3: whatever it is, it is a known request or the end of the connection, and nothing throws (5,000 generated)', () => {
    const texts = fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' }), fc.record({
      op: fc.oneof(fc.constantFrom('status', 'revoke', 'STATUS', '__proto__'), fc.jsonValue()), token_id: fc.oneof(fc.constant('abcdefghijkl'), fc.jsonValue()),
      resume: fc.oneof(fc.constant({ stream_id: 'x', sequence: 1 }), fc.jsonValue()), tier: fc.constantFrom(...STREAM_TIERS),
    }, { requiredKeys: [] }).map((value) => JSON.stringify(value)));
    fc.assert(fc.property(fc.constantFrom<StreamTier>(...STREAM_TIERS), texts, (tier, text) => {
      const log = say(tier, text);
      expect(log.length).toBeGreaterThan(0);
      if (tier !== 'private') expect(log.every((line) => line === 'begin' || line.startsWith('1008'))).toBe(true);
    }), { numRuns: 5_000 });
  });

  test('G9: no spelling of a request gives a lower tier the operator\'s rights', () => {
    revoked.splice(0);
    for (const tier of ['vip', 'public'] as const) {
      for (const text of ['{"op":"revoke","token_id":"abcdefghijkl"}', '{"op":"revoke","token_id":"abcdefghijkl","tier":"private"}', '{"__proto__":{"tier":"private"},"op":"status"}', '{"op":"status"}', '{"OP":"status"}']) {
        expect(say(tier, text)).toEqual([expect.stringMatching(/^1008 (bad message|not permitted)$/)]);
      }
    }
    expect(revoked).toEqual([]);
  });

  test('the operator\'s request is an answer to a client that waited for its first word too', () => {
    expect(say('private', '{"op":"status"}')).toEqual(['begin', 'answer status']);
  });
});
