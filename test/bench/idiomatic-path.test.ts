import type { RadarSettings } from '../../core/radar/settings';
import { makeFrameStream, type StreamOptions } from '../../bench/frames/frame-stream';
import { IdiomaticPath } from '../../bench/idiomatic/idiomatic-path';
import { feed, linesOf, type Path } from '../../bench/paths/path';
import { ProductPath } from '../../bench/paths/product-path';
import { wholeMarket } from '../../bench/paths/settings';

const SYMBOLS = 24;
const STREAM: StreamOptions = { seed: 7, symbolCount: SYMBOLS, preludeSeconds: 420, measuredFrames: 12_000, framesPerSecond: 400 };

const foundBy = (path: Path, options: StreamOptions): readonly string[] => {
  const stream = makeFrameStream(options);
  path.onUniverse(stream.instruments, stream.startTimeMs);
  feed(stream, path, 0, stream.frames.length);
  return linesOf(path);
};

const both = (settings: RadarSettings, options: StreamOptions): { readonly product: readonly string[]; readonly idiomatic: readonly string[] } =>
  ({ product: foundBy(new ProductPath(settings), options), idiomatic: foundBy(new IdiomaticPath(settings), options) });

describe('the product against a plain reading of docs/formulas.md', () => {
  test('S1.7: both find the same opportunities, of every detector, with the same ids, prices, scores and ranks', () => {
    const { product, idiomatic } = both(wholeMarket(SYMBOLS), STREAM);
    expect(product).toEqual(idiomatic);
    for (const type of ['bb_squeeze_release', 'ob_breakout', 'volume_spark']) expect(product.filter((line) => line.includes(type)).length).toBeGreaterThan(0);
  });

  test('C1.21: they agree where the watch list is smaller than the market', () => {
    const { product, idiomatic } = both({ ...wholeMarket(SYMBOLS), activeSymbolsLimit: 14, displaceRank: 10, leaveRank: 17, leaveAfterMs: 10_000 }, { ...STREAM, seed: 8 });
    expect(product).toEqual(idiomatic);
    expect(product.length).toBeGreaterThan(0);
  });

  test('B6, B8: they agree on trades sent twice, late or from the future and on books crossed or without a side', () => {
    const { product, idiomatic } = both(wholeMarket(SYMBOLS), { ...STREAM, seed: 9, oddShare: 0.05 });
    expect(product).toEqual(idiomatic);
    expect(product.length).toBeGreaterThan(0);
  });
});

describe('the frames of the benches', () => {
  test('the same options give the same bytes, another seed others', () => {
    const first = makeFrameStream({ ...STREAM, preludeSeconds: 6, measuredFrames: 200 });
    const again = makeFrameStream({ ...STREAM, preludeSeconds: 6, measuredFrames: 200 });
    const other = makeFrameStream({ ...STREAM, preludeSeconds: 6, measuredFrames: 200, seed: 8 });
    expect(Buffer.concat([...again.frames])).toEqual(Buffer.concat([...first.frames]));
    expect(Buffer.concat([...other.frames])).not.toEqual(Buffer.concat([...first.frames]));
  });

  test('the mix and the sizes are those that the table states', () => {
    const { frames, measuredFrom } = makeFrameStream({ ...STREAM, preludeSeconds: 0, measuredFrames: 20_000 });
    const texts = frames.slice(measuredFrom).map((frame) => frame.toString());
    const ofTopic = (topic: string): readonly string[] => texts.filter((text) => text.startsWith(`{"topic":"${topic}.`));
    const meanBytes = (some: readonly string[]): number => some.reduce((sum, text) => sum + text.length, 0) / some.length;
    for (const [topic, share, bytes] of [['tickers', 0.35, 294], ['orderbook.1', 0.45, 196], ['publicTrade', 0.2, 366]] as const) {
      expect(ofTopic(topic).length / texts.length).toBeCloseTo(share, 1);
      expect(Math.abs(meanBytes(ofTopic(topic)) / bytes - 1)).toBeLessThan(0.05);
    }
  });
});
