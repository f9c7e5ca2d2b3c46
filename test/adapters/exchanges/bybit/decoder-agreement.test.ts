import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeBybitFrame } from '../../../../adapters/exchanges/bybit/decode-json';
import { SymbolTable } from '../../../../core/market/symbol-table';
import { DecoderCheck } from '../../../support/decoder-check';
import { DecoderFuzz } from '../../../support/decoder-fuzz';

const FOLDER = join(__dirname, '../../../../../shared/captures/ws');
const isPresent = existsSync(FOLDER);
const describeWithCaptures = isPresent ? describe : describe.skip;
/** A million in the usual run; more with DECODER_FRAMES. */
const FRAMES = Number(process.env['DECODER_FRAMES'] ?? 1_000_000);

describe('bytes and JSON.parse', () => {
  const { stackTraceLimit } = Error;
  // Every other frame makes JSON.parse throw, and nobody reads where from.
  beforeAll(() => { Error.stackTraceLimit = 0; });
  afterAll(() => { Error.stackTraceLimit = stackTraceLimit; });

  test.each([[1, 0], [2, 0.5]])('B1, B3, B12: read the same from every generated frame (seed %i, share of changed bytes %d)', (seed, mutatedShare) => {
    const fuzz = new DecoderFuzz(seed, mutatedShare);
    const half = Math.ceil(FRAMES / 2);
    expect(fuzz.run(half)).toBeUndefined();
    const { fastFrames, fallbackFrames } = fuzz.counts;
    expect(fastFrames + fallbackFrames).toBe(half);
    expect(fastFrames).toBeGreaterThan(half * (mutatedShare === 0 ? 0.5 : 0.2));
    expect(fallbackFrames).toBeGreaterThan(half * 0.05);
  }, 600_000);
});

const linesOf = (name: string): Buffer[] => {
  const bytes = readFileSync(join(FOLDER, name));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.split('\n').filter((line) => line.includes('{')).map((line) => Buffer.from(line.slice(line.indexOf('{')).trimEnd()));
};

describeWithCaptures(isPresent ? 'recorded Bybit frames' : 'skipped: captures not present (recorded Bybit frames)', () => {
  const names = isPresent ? readdirSync(FOLDER).filter((name) => name.startsWith('bybit_')) : [];

  test('B1: bytes and JSON.parse read the same from every line, whether its layout is new or known', () => {
    const symbols = new SymbolTable();
    const frames = names.flatMap(linesOf);
    for (const frame of frames) {
      const decoded = decodeBybitFrame(frame, 1);
      if (decoded.kind === 'events') symbols.idOf(decoded.topic.symbol);
    }
    const check = new DecoderCheck(symbols);
    for (let pass = 0; pass < 2; pass += 1) for (const frame of frames) expect([check.fault(frame), frame.toString()]).toEqual([undefined, frame.toString()]);
    expect(frames.length).toBeGreaterThan(3_000);
    // Of the recorded tickers only the first of each layout is parsed.
    expect(check.decoder.fastFrames).toBeGreaterThan(100);
  });
});
