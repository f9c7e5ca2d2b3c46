import fc from 'fast-check';
import WebSocket from 'ws';
import type { FrameLimits } from '../../../../adapters/exchanges/feed-socket';
import { ArenaReader, READ_BYTES } from '../../../../adapters/exchanges/thin-socket/arena-reader';
import { closeWith, continuation, text, wire } from './frames';

const LIMITS: FrameLimits = { maxPayloadBytes: 300_000, maxFragments: 12, maxPendingPongs: 16 };

/** What was seen, in order: the same words for both readers. */
type Log = string[];

const said = (kind: string, payload: Uint8Array): string => `${kind} ${Buffer.from(payload).toString('latin1')}`;

/** Feeds chunks as a socket would: into the read area, never more than fits. Afterwards the memory is overwritten, as the next read will. */
const readThin = (chunks: readonly Buffer[], limits = LIMITS): Log => {
  const log: Log = [];
  const reader = new ArenaReader(limits, {
    message: (bytes, start, end) => { log.push(said('message', bytes.subarray(start, end))); },
    ping: (payload) => { log.push(said('ping', payload)); },
    pong: () => { log.push('pong'); },
    close: (code) => { log.push(`close ${code}`); },
    broken: (error) => { log.push(`broken ${error.closeCode}`); },
  });
  for (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += READ_BYTES) {
      const count = chunk.copy(reader.readArea, 0, from, from + READ_BYTES);
      reader.take(count);
      reader.readArea.fill(0xa5);
    }
  }
  return log;
};

interface WsReceiver {
  on(event: string, listener: (...values: never[]) => void): void;
  write(chunk: Buffer): void;
}
const { Receiver } = WebSocket as unknown as { readonly Receiver: new (options: object) => WsReceiver };

const readWs = async (chunks: readonly Buffer[]): Promise<Log> => {
  const log: Log = [];
  const receiver = new Receiver({ maxPayload: LIMITS.maxPayloadBytes, maxFragments: LIMITS.maxFragments, skipUTF8Validation: true });
  receiver.on('message', (payload: Buffer) => { log.push(said('message', payload)); });
  receiver.on('ping', (payload: Buffer) => { log.push(said('ping', payload)); });
  receiver.on('pong', () => { log.push('pong'); });
  receiver.on('conclude', (code: number) => { log.push(`close ${code}`); });
  let isOver = false;
  receiver.on('error', (error: object) => {
    isOver = true;
    const symbol = Object.getOwnPropertySymbols(error).find((one) => one.description === 'status-code')!;
    log.push(`broken ${(error as Record<symbol, number>)[symbol]}`);
  });
  receiver.on('finish', () => { isOver = true; });
  for (const chunk of chunks) {
    if (isOver) break;
    receiver.write(Buffer.from(chunk));
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  return log;
};

const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = [];
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length]!;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
};

const filled = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, index) => (index * 7 + length) & 0xff));
const payload = fc.oneof(
  { weight: 8, arbitrary: fc.uint8Array({ maxLength: 130 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 2, arbitrary: fc.constantFrom(0, 125, 126, 127, 400, 5_000).map(filled) },
  { weight: 1, arbitrary: fc.constantFrom(65_535, 65_536, 65_551, 65_552, 65_553, 70_000, 140_000).map(filled) },
);
const control = fc.record({ opcode: fc.constantFrom(9, 10), payload: fc.uint8Array({ maxLength: 125 }).map((bytes) => Buffer.from(bytes)) }).map(wire);
/** A message in one to five frames, control frames between them. */
const message = fc.tuple(fc.constantFrom(1, 1, 1, 2), fc.array(fc.tuple(payload, fc.array(control, { maxLength: 2 })), { minLength: 1, maxLength: 5 }))
  .map(([opcode, parts]) => Buffer.concat(parts.flatMap(([bytes, controls], index) =>
    [wire({ opcode: index === 0 ? opcode : 0, payload: bytes, isFinal: index === parts.length - 1 }), ...controls])));
const single = payload.map((bytes) => wire({ opcode: 1, payload: bytes }));
const ending = fc.constantFrom(Buffer.alloc(0), closeWith(1_000, 'bye'), wire({ opcode: 8, payload: Buffer.alloc(0) }), closeWith(1_005), closeWith(4_000));
const conversation = fc.tuple(fc.array(fc.oneof(single, single, message, control), { maxLength: 12 }), ending).map(([parts, end]) => Buffer.concat([...parts, end]));
const sizes = fc.oneof(
  fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
  fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 8 }),
);
/** Few enough chunks for the oracle, which gets a turn of the event loop for each. */
const isQuick = (bytes: Buffer, lengths: readonly number[]): boolean => bytes.length / (lengths.reduce((sum, one) => sum + one, 0) / lengths.length) < 3_000;

describe('frames in any pieces', () => {
  test('S1.41: any valid conversation, cut into any chunks, gives the messages that ws makes of it', async () => {
    await fc.assert(fc.asyncProperty(conversation, sizes, async (bytes, lengths) => {
      fc.pre(isQuick(bytes, lengths));
      const chunks = cut(bytes, lengths);
      expect(readThin(chunks)).toEqual(await readWs(chunks));
    }), { numRuns: 300 });
  });

  test('B1: a conversation with damaged bytes is refused where ws refuses it, with the same close code, after the same messages', async () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 });
    await fc.assert(fc.asyncProperty(conversation, sizes, damage, async (whole, lengths, changes) => {
      fc.pre(whole.length > 0 && isQuick(whole, lengths));
      const bytes = Buffer.from(whole);
      // Headers are rare in long payloads: half of the damage goes to the first bytes.
      changes.forEach(([place, value], index) => { bytes[place % (index % 2 === 0 ? Math.min(bytes.length, 40) : bytes.length)] = value; });
      const chunks = cut(bytes, lengths);
      expect(readThin(chunks)).toEqual(await readWs(chunks));
    }), { numRuns: 500 });
  });

  test('B1: random bytes end in what ws makes of them', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), sizes, async (bytes, lengths) => {
      const chunks = cut(Buffer.from(bytes), lengths);
      expect(readThin(chunks)).toEqual(await readWs(chunks));
    }), { numRuns: 500 });
  });

  test('every cut of one conversation in two gives the same', () => {
    const bytes = Buffer.concat([text('a'), text('x'.repeat(200)), text('he', false), wire({ opcode: 9, payload: Buffer.from('p') }), continuation('llo', true), text(''), closeWith(1_001)]);
    const whole = readThin([bytes]);
    expect(whole).toEqual(['message a', `message ${'x'.repeat(200)}`, 'ping p', 'message hello', 'message ', 'close 1001']);
    for (let at = 0; at <= bytes.length; at += 1) expect(readThin([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
  });
});

describe('what no peer may send', () => {
  const big = Buffer.alloc(126);
  test.each<[string, Buffer, string]>([
    ['a reserved bit: no compression was agreed on', wire({ opcode: 1, payload: Buffer.from('a'), reservedBits: 4 }), 'broken 1002'],
    ['an opcode that does not exist', wire({ opcode: 3, payload: Buffer.alloc(0) }), 'broken 1002'],
    ['a control opcode that does not exist', wire({ opcode: 11, payload: Buffer.alloc(0) }), 'broken 1002'],
    ['a masked frame', wire({ opcode: 1, payload: Buffer.from('a'), isMasked: true }), 'broken 1002'],
    ['a control frame above 125 bytes', wire({ opcode: 9, payload: big }), 'broken 1002'],
    ['a control frame in fragments', wire({ opcode: 9, payload: Buffer.alloc(0), isFinal: false }), 'broken 1002'],
    ['a continuation of nothing', continuation('a', true), 'broken 1002'],
    ['a new message within a fragmented one', Buffer.concat([text('a', false), text('b')]), 'broken 1002'],
    ['a close frame of one byte', wire({ opcode: 8, payload: Buffer.from('a') }), 'broken 1002'],
    ['a close code that is none', closeWith(999), 'broken 1002'],
    ['a length beyond 2^53 - 1', Buffer.from([0x81, 127, 0, 0x20, 0, 0, 0, 0, 0, 0]), 'broken 1009'],
    ['a message above the limit, by its header alone', Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 4, 0x93, 0xe1]), 'broken 1009'],
    ['fragments above the limit together', Buffer.concat([wire({ opcode: 1, payload: filled(200_000), isFinal: false }), Buffer.from([0x80, 127, 0, 0, 0, 0, 0, 1, 0x86, 0xa1])]), 'broken 1009'],
    ['too many fragments', Buffer.concat([text('', false), ...Array.from({ length: 12 }, () => continuation('', false))]), 'broken 1008'],
  ])('B1: %s', (_, bytes, expected) => {
    expect(readThin([text('before'), bytes, text('after')])).toEqual(['message before', expected]);
  });

  test('B2: a short message above a small limit is refused too', () => {
    expect(readThin([text('x'.repeat(100)), text('x'.repeat(101))], { ...LIMITS, maxPayloadBytes: 100 })).toEqual([`message ${'x'.repeat(100)}`, 'broken 1009']);
  });

  test('a message of the greatest length is not', () => {
    expect(readThin([wire({ opcode: 1, payload: filled(300_000) })])).toHaveLength(1);
  });

  test('as many fragments as are permitted are a message', () => {
    expect(readThin([text('a', false), ...Array.from({ length: 10 }, () => continuation('b', false)), continuation('c', true)])).toEqual(['message abbbbbbbbbbc']);
  });

  test('nothing is read after a close frame', () => {
    expect(readThin([closeWith(1_000), text('a')])).toEqual(['close 1000']);
  });

  test('stopping in the middle of a read drops the rest of it', () => {
    const seen: string[] = [];
    const ignore = (): void => undefined;
    const reader: ArenaReader = new ArenaReader(LIMITS, {
      message: (bytes, start, end) => { seen.push(bytes.toString('latin1', start, end)); reader.stop(); }, ping: ignore, pong: ignore, close: ignore, broken: ignore,
    });
    reader.take(Buffer.concat([text('a'), text('b')]).copy(reader.readArea));
    reader.take(text('c').copy(reader.readArea));
    expect(seen).toEqual(['a']);
  });
});
