import fc from 'fast-check';
import { decodeBybitFrame } from '../../../../adapters/exchanges/bybit/decode-json';
import { fixture } from './fixture';

const FRAMES = [
  'ws_ticker_snapshot', 'ws_ticker_delta', 'ws_orderbook_1_snapshot', 'ws_public_trade', 'ws_subscribe_acknowledged',
  'ws_subscribe_rejected', 'ws_already_subscribed', 'ws_pong_linear', 'ws_pong_option',
].map(fixture);

const frame = fc.constantFrom(...FRAMES);
const nasty = fc.constantFrom<unknown>('', 'NaN', '-1', '0', '1e309', '0x10', null, -0, 1e309, [], {}, true, '\ufffe', '1'.repeat(400), [[]], [['1']], 1.5);

/** Every number of an event must be one; prices and quantities above zero. */
const assertSane = (value: unknown): void => {
  if (typeof value === 'number') expect(Number.isFinite(value) && value >= 0).toBe(true);
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(assertSane);
};

const check = (text: string | Buffer): void => {
  const decoded = decodeBybitFrame(text, 1_795_176_000_999);
  if (decoded.kind !== 'events') return;
  expect(decoded.events.length).toBeGreaterThan(0);
  decoded.events.forEach(assertSane);
  for (const event of decoded.events) {
    expect(event.symbol).toBe(decoded.topic.symbol);
    expect(event.exchangeTimeMs).toBeGreaterThanOrEqual(1e12);
  }
};

/** Replaces the n-th value of a JSON tree. */
const replaceNth = (root: unknown, target: number, value: unknown): unknown => {
  let count = 0;
  const walk = (node: unknown): unknown => {
    if (count++ === target) return value;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node === 'object' && node !== null) return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, walk(child)]));
    return node;
  };
  return walk(root);
};

describe('decode under mutation', () => {
  test('B1: cut, spliced and flipped bytes never throw and never give NaN', () => {
    fc.assert(fc.property(frame, fc.array(fc.tuple(fc.nat(2_000), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }), fc.nat(2_000), (text, flips, cut) => {
      const bytes = Buffer.from(text);
      for (const [at, byte] of flips) bytes[at % bytes.length] = byte;
      check(bytes);
      check(bytes.subarray(0, cut % bytes.length));
      check(Buffer.concat([bytes.subarray(cut % bytes.length), bytes]));
    }), { numRuns: 3_000 });
  });

  test('B1, B12: any value replaced by any other never throws and never gives NaN', () => {
    fc.assert(fc.property(frame, fc.nat(60), fc.oneof(nasty, fc.anything()), (text, target, value) => {
      const mutated = JSON.stringify(replaceNth(JSON.parse(text), target, value), (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
      check(mutated ?? '');
    }), { numRuns: 5_000 });
  });

  test('B1: arbitrary text and bytes never throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), fc.uint8Array({ maxLength: 300 }), (text, bytes) => {
      check(text);
      check(Buffer.from(bytes));
    }), { numRuns: 2_000 });
  });
});
