import fc from 'fast-check';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openRecording } from '../../../adapters/recording/open-recording';
import { CODEC } from '../../../adapters/recording/segment-format';
import { stateHash } from '../../../adapters/recording/state-hash';
import type { MarketEvent } from '../../../core/market/events';
import { frameOf, HEADER, makeFolder, makeWriter, readAll, recordFrames, removeFolders, SESSION, type ReadRecord } from './recording-fixture';

afterAll(removeFolders);

const TIME_MS = fc.double({ min: 0, max: 2e12, noNaN: true });
const CONNECTION = fc.integer({ min: 0, max: 2 ** 24 - 1 });
const TEXT = fc.string({ unit: 'grapheme', maxLength: 300 });
const SYMBOLS = fc.array(fc.stringMatching(/^[A-Z]{1,8}$/), { maxLength: 3 });
const NUMBER = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const times = { exchangeTimeMs: TIME_MS, receivedTimeMs: TIME_MS };

const EVENT: fc.Arbitrary<MarketEvent> = fc.oneof(
  fc.record({ kind: fc.constant('clock' as const), ...times }),
  TIME_MS.map((timeMs) => ({ kind: 'clock' as const, exchangeTimeMs: timeMs, receivedTimeMs: timeMs })),
  fc.record({ kind: fc.constant('gap' as const), symbols: SYMBOLS, streams: fc.constant(['trade' as const]), cause: fc.constant('disconnect' as const), lastDataTimeMs: TIME_MS, ...times }),
  fc.record({ kind: fc.constant('resumed' as const), symbols: SYMBOLS, streams: fc.constant(['ticker' as const, 'book-top' as const]), ...times }),
  fc.record({ kind: fc.constant('universe' as const), instruments: fc.array(fc.record({ symbol: fc.string(), baseCoin: fc.string(), quoteCoin: fc.string(), tickSize: NUMBER })), ...times }),
  fc.record({ kind: fc.constant('backfill' as const), symbol: fc.string(), bars: fc.array(fc.record({ startTimeMs: TIME_MS, open: NUMBER, high: NUMBER, low: NUMBER, close: NUMBER, volume: NUMBER, tradeCount: fc.nat() })), ...times }),
  fc.record({ kind: fc.constant('trade' as const), symbol: fc.string(), price: NUMBER, quantity: NUMBER, side: fc.constantFrom('buy' as const, 'sell' as const), tradeId: fc.string(), ...times }),
  fc.record({ kind: fc.constant('book-top' as const), symbol: fc.string(), bidPrice: fc.option(NUMBER, { nil: undefined }), bidQuantity: fc.constant(undefined), askPrice: NUMBER, askQuantity: NUMBER, ...times }),
  fc.record({ kind: fc.constant('ticker' as const), symbol: fc.string(), isSnapshot: fc.boolean(), fields: fc.record({ lastPrice: NUMBER, bidPrice: NUMBER }, { requiredKeys: [] }), ...times }),
);

type Input =
  | { readonly kind: 'event'; readonly event: MarketEvent }
  | { readonly kind: 'frame' | 'otherFrame' | 'sent'; readonly connection: number; readonly text: string; readonly timeMs: number };

const INPUT: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ kind: fc.constantFrom('frame' as const, 'otherFrame' as const, 'sent' as const), connection: CONNECTION, text: TEXT, timeMs: TIME_MS }),
  EVENT.map((event) => ({ kind: 'event' as const, event })),
);

const isOfRecorder = ({ kind }: ReadRecord): boolean => ['header', 'state', 'lost'].includes(kind);

const inputsOf = (records: readonly ReadRecord[]): unknown[] => records.filter((record) => !isOfRecorder(record)).map((record) => ({ ...record, position: undefined }));

/** What JSON makes of it: -0 is 0 there. */
const plain = (inputs: readonly unknown[]): unknown => JSON.parse(JSON.stringify(inputs));

describe('a recording', () => {
  test('D-1: gives back any records as they were, in order, whatever the sizes of block and segment', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(INPUT, { minLength: 1, maxLength: 60 }), fc.integer({ min: 64, max: 4_096 }), fc.integer({ min: 200, max: 8_000 }), fc.constantFrom(CODEC.zstd, CODEC.deflate),
      async (inputs, blockBytes, segmentBytes, codec) => {
        const writer = makeWriter({ blockBytes, segmentBytes, codec, maxBlocks: 1_000, segmentMs: 1e12 });
        const positions = inputs.map((input) => {
          if (input.kind === 'event') writer.event(input.event);
          else if (input.kind === 'sent') writer.sent(input.connection, input.text, input.timeMs);
          else writer[input.kind](input.connection, frameOf(input.text), input.timeMs);
          return writer.positionOf();
        });
        await writer.close();
        const { records, error } = await readAll(writer.sessionDirectory);
        expect(error).toBeUndefined();
        expect(plain(inputsOf(records))).toEqual(plain(inputs));
        expect(records.map(({ position }) => position)).toEqual(records.map((_, ordinal) => `${SESSION}/${ordinal}`));
        expect(records.filter((record) => !isOfRecorder(record)).map(({ position }) => position)).toEqual(positions);
        expect(writer.counts()).toMatchObject({ records: records.length, lostRecords: 0, waitingBlocks: 0 });
      }), { numRuns: 60 });
  });

  test('each segment begins with the header and the state at that input, and the last ends with the final state', async () => {
    let accepted = 0;
    const writer = makeWriter({ segmentMs: 10, stateOf: () => ({ accepted, seen: new Set(['A']) }) });
    for (let index = 0; index < 25; index += 1) {
      writer.frame(1, frameOf(`${index}`), 1_000 + index);
      accepted += 1;
    }
    await writer.close();
    const segments = readdirSync(writer.sessionDirectory).sort();
    expect(segments).toEqual(['000000.tape', '000001.tape', '000002.tape']);
    const perSegment = await Promise.all(segments.map(async (name) => (await readAll(join(writer.sessionDirectory, name))).records));
    expect(perSegment.map((records) => records[0])).toEqual(perSegment.map((records) => ({ kind: 'header', position: records[0]!.position, header: HEADER })));
    const stateOf = (record: ReadRecord | undefined) => (record?.kind === 'state' ? record.state : record);
    expect(perSegment.map((records) => stateOf(records[1]))).toEqual([0, 10, 20].map((count) => ({ accepted: count, seen: new Set(['A']) })));
    expect(stateOf(perSegment[2]!.at(-1))).toEqual({ accepted: 25, seen: new Set(['A']) });
    for (const record of perSegment.flat()) if (record.kind === 'state') expect(record.sha256).toBe(stateHash(record.state));
  });

  test('a record larger than a block gets a block of its own', async () => {
    const writer = makeWriter({ blockBytes: 1_024 });
    const texts = ['a', 'b'.repeat(5_000), 'c'];
    texts.forEach((text, index) => writer.frame(1, frameOf(text), index));
    await writer.close();
    const { records } = await readAll(writer.sessionDirectory);
    expect(records.flatMap((record) => (record.kind === 'frame' ? [record.text] : []))).toEqual(texts);
  });

  test('a block is written after a second at most, so that a crash loses no more', async () => {
    const writer = makeWriter({ flushMs: 20 });
    writer.frame(1, frameOf('one'), 1);
    let frames: ReadRecord[] = [];
    while (frames.length === 0) {
      await new Promise((resolve) => { setTimeout(resolve, 10); });
      frames = (await readAll(writer.sessionDirectory)).records.filter(({ kind }) => kind === 'frame');
    }
    expect(frames).toEqual([{ kind: 'frame', position: `${SESSION}/2`, connection: 1, text: 'one', timeMs: 1 }]);
    await writer.close();
  });

  test('finished segments are announced once each, in order', async () => {
    const announced: string[] = [];
    const session = await recordFrames(30, { segmentMs: 10, onSegment: (path) => announced.push(path) });
    expect(announced).toEqual(['000000.tape', '000001.tape', '000002.tape'].map((name) => join(session, name)));
    expect(announced.every((path) => statSync(path).size > 100)).toBe(true);
  });

  test('nothing is recorded after the end, and ending twice is ending once', async () => {
    const writer = makeWriter();
    writer.frame(1, frameOf('one'), 1);
    await Promise.all([writer.close(), writer.close()]);
    writer.frame(1, frameOf('two'), 2);
    expect(writer.positionOf()).toBeNull();
    expect((await readAll(writer.sessionDirectory)).records.filter(({ kind }) => kind === 'frame')).toHaveLength(1);
  });

  test('secrets in what we sent are not written down', async () => {
    const writer = makeWriter();
    writer.sent(1, 'wss://venue/?token=abc', 1);
    await writer.close();
    expect((await readAll(writer.sessionDirectory)).records).toContainEqual({ kind: 'sent', position: `${SESSION}/2`, connection: 1, text: 'wss://venue/?token=[redacted]', timeMs: 1 });
  });

  test('a directory that cannot be made is refused at the start', () => {
    expect(() => makeWriter({ directory: join(__filename, 'recordings') }))
      .toThrow(/^cannot record in .*recording-writer\.test\.ts\/recordings: it is not a directory, or one above it is a file$/);
  });

  test('a session that is there already is refused, and so is a name that is none', async () => {
    const directory = makeFolder();
    const writer = makeWriter({ directory });
    expect(() => makeWriter({ directory })).toThrow(`cannot record in ${directory}: ${SESSION} is there already`);
    expect(() => makeWriter({ header: { ...HEADER, session: '../up' } })).toThrow('session is "../up": expected YYYYMMDDTHHMMSSZ-xxxx');
    await writer.close();
  });

  test('what has been read is counted before it is read', async () => {
    const session = await recordFrames(25, { segmentMs: 10 });
    const { segments, gaps, truncatedBytes, header } = await openRecording(session);
    expect(segments.map(({ firstOrdinal, endOrdinal }) => [firstOrdinal, endOrdinal])).toEqual([[0, 12], [12, 24], [24, 32]]);
    expect({ gaps, truncatedBytes, header }).toEqual({ gaps: [], truncatedBytes: 0, header: HEADER });
  });
});
