import fc from 'fast-check';
import type { BookTopEvent } from '../../../core/market/events';
import { MarketFrame } from '../../../core/market/market-frame';
import { SymbolTable } from '../../../core/market/symbol-table';
import { BookTable } from '../../../core/radar/book-table';
import { ImbalanceDetector, type ImbalanceReading } from '../../../core/radar/imbalance';
import { DEFAULT_RADAR } from '../../../core/radar/settings';
import { SqueezeDetector, type SqueezeReading } from '../../../core/radar/squeeze';
import { VolumeSpikeDetector } from '../../../core/radar/volume-spike';
import { bar, book } from '../../support/market-events';

const TICK = 0.001;

/** A bar series around 100: `amplitude(i)` is how far closes swing to either side. */
const swing = (bars: number, amplitude: (index: number) => number, traded: (index: number) => boolean = () => true) =>
  Array.from({ length: bars }, (_, index) => bar({
    startTimeMs: index * 3_000, close: 100 + amplitude(index) * (index % 2 === 0 ? 1 : -1), tradeCount: traded(index) ? 3 : 0,
  }));

const readAll = (detector: SqueezeDetector, series: readonly ReturnType<typeof bar>[]): SqueezeReading[] =>
  series.map((one) => detector.accept(one, TICK));

const WIDE_BARS = 200;
const squeezeSeries = (quiet: number) => swing(WIDE_BARS + 60, (index) => (index < WIDE_BARS ? 1 : quiet));
const breakout = (from: number, step: number, bars = 3) =>
  Array.from({ length: bars }, (_, index) => bar({ startTimeMs: (from + index) * 3_000, close: 100 + step * (index + 1), tradeCount: 5 }));

describe('SqueezeDetector', () => {
  test('C1.5: no score before the warm-up, and never above 1 or below 0 after it', () => {
    const readings = readAll(new SqueezeDetector(DEFAULT_RADAR), swing(300, (index) => 1 + (index % 7) / 10));
    const warmup = DEFAULT_RADAR.bandWindow - 1 + DEFAULT_RADAR.widthWarmupBars - 1;
    expect(readings.findIndex(({ score }) => score !== undefined)).toBe(warmup);
    expect(readings.slice(warmup).every(({ score }) => score !== undefined && score >= 0 && score <= 1)).toBe(true);
  });

  test('C1.7: armed from 0.9 on, released by expansion with the armed maximum reported, on the side of the break', () => {
    const detector = new SqueezeDetector(DEFAULT_RADAR);
    const quiet = readAll(detector, squeezeSeries(0.05));
    expect(quiet.at(-1)).toMatchObject({ isArmed: true, release: undefined });
    expect(quiet.at(-1)?.score).toBeCloseTo(0.95, 2);
    const released = readAll(detector, breakout(WIDE_BARS + 60, 0.4)).find(({ release }) => release)?.release;
    expect(released?.maxScore).toBeCloseTo(0.95, 2);
    expect(released?.rise).toBeGreaterThanOrEqual(0.25);
    expect(released?.side).toBe('buy');
  });

  test('S1.12: a break downwards is released to the sell side', () => {
    const detector = new SqueezeDetector(DEFAULT_RADAR);
    readAll(detector, squeezeSeries(0.05));
    expect(readAll(detector, breakout(WIDE_BARS + 60, -0.4)).find(({ release }) => release)?.release?.side).toBe('sell');
  });

  test('C1.11: ten bars armed and a close outside the band are needed: neither a brief quiet nor widening inside the band releases', () => {
    const brief = new SqueezeDetector(DEFAULT_RADAR);
    readAll(brief, swing(WIDE_BARS + 24, (index) => (index < WIDE_BARS ? 1 : 0.02)));
    expect(readAll(brief, breakout(WIDE_BARS + 24, 0.4, 1)).some(({ release }) => release)).toBe(false);
    const inside = new SqueezeDetector(DEFAULT_RADAR);
    readAll(inside, squeezeSeries(0.05));
    expect(readAll(inside, swing(40, (index) => 0.05 + index * 0.001)).some(({ release }) => release)).toBe(false);
  });

  test('C1.5: after one burst an ordinary width is not a squeeze, though the maximum makes its score high', () => {
    const burst = swing(WIDE_BARS + 100, (index) => (index === 100 ? 60 : 1));
    const last = readAll(new SqueezeDetector(DEFAULT_RADAR), burst).at(-1);
    expect(last?.score).toBeGreaterThan(0.9);
    expect(last?.isArmed).toBe(false);
  });

  test('S1.35: a squeeze to 15 % of the maximum width does not arm the default, but arms at 0.8', () => {
    const lastOf = (squeezeThreshold: number) => readAll(new SqueezeDetector({ ...DEFAULT_RADAR, squeezeThreshold, maxTypicalWidth: 1 }), squeezeSeries(0.15)).at(-1);
    expect(lastOf(0.9)?.isArmed).toBe(false);
    expect(lastOf(0.8)?.isArmed).toBe(true);
  });

  test('C1.7: after a release it fires again only once the score has fallen 0.1 below the threshold', () => {
    const detector = new SqueezeDetector(DEFAULT_RADAR);
    readAll(detector, squeezeSeries(0.05));
    const again = readAll(detector, [...breakout(WIDE_BARS + 60, 0.2, 1), ...swing(40, () => 0.05), ...breakout(WIDE_BARS + 120, 0.2, 1)]);
    expect(again.filter(({ release }) => release)).toHaveLength(1);
    const rearmed = readAll(detector, [...swing(60, () => 1), ...swing(60, () => 0.05), ...breakout(WIDE_BARS + 300, 0.4)]);
    expect(rearmed.filter(({ release }) => release)).toHaveLength(1);
  });

  test('C1.6: a market without trades in 6 of 20 bars has no score, however narrow', () => {
    const detector = new SqueezeDetector(DEFAULT_RADAR);
    readAll(detector, swing(WIDE_BARS, () => 1));
    const dead = readAll(detector, swing(60, () => 0.01, (index) => index % 3 !== 0));
    expect(dead.at(-1)?.score).toBeUndefined();
  });

  test('C1.6: a width below 2 ticks, flat included, is no squeeze', () => {
    const detector = new SqueezeDetector(DEFAULT_RADAR);
    readAll(detector, swing(WIDE_BARS, () => 1));
    expect(readAll(detector, swing(60, () => 0)).at(-1)?.score).toBeUndefined();
    expect(readAll(detector, swing(60, () => TICK / 4)).at(-1)?.score).toBeUndefined();
  });

  test('after a gap no band spans it: twenty new bars are needed, and what was armed is forgotten', () => {
    const detector = new SqueezeDetector(DEFAULT_RADAR);
    readAll(detector, squeezeSeries(0.05));
    detector.reset();
    const after = readAll(detector, breakout(WIDE_BARS + 60, 0.4, 19));
    expect(after.every(({ score, release }) => score === undefined && release === undefined)).toBe(true);
  });

  test('for any series: a release only ever follows an armed bar', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0.01, max: 2, noNaN: true }), { minLength: 150, maxLength: 300 }), (amplitudes) => {
      const readings = readAll(new SqueezeDetector({ ...DEFAULT_RADAR, squeezeThreshold: 0.3, maxTypicalWidth: 1, minArmedBars: 1 }), swing(amplitudes.length, (index) => amplitudes[index]!));
      readings.forEach(({ release }, index) => {
        if (release) expect(readings[index - 1]?.isArmed).toBe(true);
      });
    }));
  });
});

/** The detector of one symbol among others, fed with events; what it says after each. */
class ImbalanceOfOne {
  private readonly symbols = new SymbolTable();
  private readonly books = new BookTable();
  private readonly detector = new ImbalanceDetector(DEFAULT_RADAR);

  constructor() {
    this.symbols.idOf('OTHERUSDT');
  }

  accept(event: BookTopEvent): ImbalanceReading & { readonly isNew: boolean } {
    const frame = new MarketFrame().load(event, this.symbols);
    this.books.set(frame);
    const isNew = this.detector.accept(frame);
    return { ...this.detector.reading(frame.symbolId, this.books.bookOf(frame.symbolId)), isNew };
  }

  reset(): void {
    this.detector.reset(this.symbols.idOf('AAAUSDT'));
  }
}

describe('ImbalanceDetector', () => {
  const heavyBid = (timeMs: number) => book({ exchangeTimeMs: timeMs, bidQuantity: 900, askQuantity: 100 });
  const balanced = (timeMs: number) => book({ exchangeTimeMs: timeMs });
  const feed = (detector: ImbalanceOfOne, fromMs: number, updates: number, make: typeof heavyBid, stepMs = 200) =>
    Array.from({ length: updates }, (_, index) => detector.accept(make(fromMs + index * stepMs)));

  test('S1.13, S1.14: bids dominating by 0.8 is a buy once it has held, asks the mirror image', () => {
    const buys = feed(new ImbalanceOfOne(), 0, 30, heavyBid);
    expect(buys.filter(({ isNew }) => isNew)).toMatchObject([{ side: 'buy', imbalance: 0.8 }]);
    const heavyAsk = (timeMs: number) => book({ exchangeTimeMs: timeMs, bidQuantity: 100, askQuantity: 900 });
    const sells = feed(new ImbalanceOfOne(), 0, 30, heavyAsk);
    expect(sells.filter(({ isNew }) => isNew)).toMatchObject([{ side: 'sell', imbalance: -0.8 }]);
  });

  test('C1.11: neither many updates in too short a time nor a long time with too few updates is enough', () => {
    expect(feed(new ImbalanceOfOne(), 0, 100, heavyBid, 10).some(({ isNew }) => isNew)).toBe(false);
    expect(feed(new ImbalanceOfOne(), 0, 19, heavyBid, 1_000).some(({ isNew }) => isNew)).toBe(false);
  });

  test('C1.11: two flickers among twenty updates do not break the hold, three do', () => {
    const withFlickers = (flickers: number) => {
      const detector = new ImbalanceOfOne();
      return Array.from({ length: 20 }, (_, index) => detector.accept((index >= 10 && index < 10 + flickers ? balanced : heavyBid)(index * 200)));
    };
    expect(withFlickers(2).some(({ isNew }) => isNew)).toBe(true);
    expect(withFlickers(3).some(({ isNew }) => isNew)).toBe(false);
  });

  test('C1.11: it fires once while it holds, and again only after it calmed down', () => {
    const detector = new ImbalanceOfOne();
    expect(feed(detector, 0, 200, heavyBid).filter(({ isNew }) => isNew)).toHaveLength(1);
    feed(detector, 100_000, 10, balanced);
    expect(feed(detector, 200_000, 50, heavyBid).filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  test('C1.11: crumbs at the best price are no pressure', () => {
    const crumbs = (timeMs: number) => book({ exchangeTimeMs: timeMs, bidQuantity: 9, askQuantity: 1 });
    expect(feed(new ImbalanceOfOne(), 0, 50, crumbs).some(({ isNew }) => isNew)).toBe(false);
  });

  test('an empty side gives no index and ends nothing wrongly', () => {
    const oneSided = (timeMs: number) => book({ exchangeTimeMs: timeMs, bidQuantity: undefined, bidPrice: undefined, askQuantity: undefined, askPrice: undefined });
    expect(new ImbalanceOfOne().accept(oneSided(0))).toMatchObject({ imbalance: undefined, side: undefined, isNew: false });
  });

  test('after a reset the hold starts from nothing', () => {
    const detector = new ImbalanceOfOne();
    feed(detector, 0, 19, heavyBid);
    detector.reset();
    expect(feed(detector, 4_000, 19, heavyBid).some(({ isNew }) => isNew)).toBe(false);
  });
});

describe('VolumeSpikeDetector', () => {
  /** Closes that step up and down by 1 around 100: deviation of the steps 2. */
  const calm = (bars: number, volume = 1_000) => Array.from({ length: bars }, (_, index) => bar({ volume, close: 100 + (index % 2 === 0 ? 1 : -1) }));
  const after = (bars: number, spike: ReturnType<typeof bar>, volume?: number) => {
    const detector = new VolumeSpikeDetector(DEFAULT_RADAR);
    for (const one of calm(bars, volume)) detector.accept(one);
    return detector.accept(spike);
  };

  test('C1.13: needs 100 closed bars before, and the mean excludes the bar itself', () => {
    expect(after(99, bar({ volume: 3_000, close: 120 }))).toMatchObject({ multiple: undefined, side: undefined });
    expect(after(100, bar({ volume: 3_000, close: 120 }))).toMatchObject({ multiple: 3, side: 'buy' });
  });

  test('S1.15: 2.99 times is not a spike, 3 times is', () => {
    expect(after(100, bar({ volume: 2_990, close: 120 })).side).toBeUndefined();
  });

  test('C1.13: a mean of 0 gives no multiple', () => {
    expect(after(100, bar({ volume: 300, close: 120 }), 0)).toMatchObject({ multiple: undefined, side: undefined });
  });

  test('C1.11: volume that moves the price no further than usual is churn: 3 times needs 4 deviations, 6 times needs 2', () => {
    const stepping = (volume: number, deviations: number) => after(100, bar({ volume, close: 99 + 2 * deviations + 0.02 })).side;
    expect([stepping(3_000, 3.9), stepping(3_000, 4.1), stepping(6_000, 1.9), stepping(6_000, 2.1)]).toEqual([undefined, 'buy', undefined, 'buy']);
  });

  test('the side is the direction of the step', () => {
    expect(after(100, bar({ volume: 9_000, close: 80 })).side).toBe('sell');
  });

  test('C1.11: a spike of crumbs is none', () => {
    expect(after(100, bar({ volume: 30, close: 120 }), 10)).toMatchObject({ multiple: 3, side: undefined });
  });
});
