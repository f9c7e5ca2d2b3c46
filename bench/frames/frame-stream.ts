import type { Instrument } from '../../core/market/instrument';
import { stepOf } from '../../simulator/market/grid';
import { Random } from '../../simulator/market/random';
import { FrameCutter } from './frame-cutter';
import { makeFrameSymbols, walk, type FrameSymbol } from './frame-symbol';
import { sameNumbers } from './same-numbers';
import { bookText, MEAN_TRADES, tickerText, tradeText } from './frame-texts';

export interface StreamOptions {
  readonly seed: number;
  readonly symbolCount: number;
  /** A thin market before the measured one, so that windows are full: each symbol trades and quotes once per bar. */
  readonly preludeSeconds: number;
  /** Frames of the measured part, and how many of them come in one second of market time. */
  readonly measuredFrames: number;
  readonly framesPerSecond: number;
  /** Share of frames that are odd: trades sent twice, late or from the future, books crossed or without a side. */
  readonly oddShare?: number;
  /** Without wild times and leaning books there is next to nothing to be found. Default true. */
  readonly isEventful?: boolean;
}

/** A seeded market as its venue would send it: the same options give the same bytes. */
export interface FrameStream {
  readonly startTimeMs: number;
  readonly instruments: readonly Instrument[];
  readonly frames: readonly Buffer[];
  /** Epoch ms, never falling. */
  readonly receivedTimesMs: readonly number[];
  /** Index of the first frame of the measured part. */
  readonly measuredFrom: number;
}

/** A Wednesday morning. */
const START_MS = Date.UTC(2026, 0, 7, 9, 0, 0);
const BAR_MS = 3_000;
const PRELUDE_BARS_PER_TICKER = 5;
/** Rank i trades in proportion to i^-0.6. */
const ZIPF = 0.6;
const TICKER_SHARE = 0.35;
const BOOK_SHARE = 0.45;
const TRADE_SHARE = 1 - TICKER_SHARE - BOOK_SHARE;

/** Of a busy market as a whole: with more symbols each of them is quieter. */
export const FRAMES_PER_SECOND = 20_000;

class StreamMaker {
  readonly cutter = new FrameCutter();
  readonly symbols: readonly FrameSymbol[];
  private readonly random: Random;
  /** Cumulated shares of the traffic by symbol. */
  private readonly cumulated: Float64Array;
  private sequence = 10_916_156_553;
  private lastReceivedMs = 0;

  constructor(private readonly options: StreamOptions) {
    this.random = new Random(options.seed, options.symbolCount, 0);
    const measuredMs = START_MS + options.preludeSeconds * 1_000;
    const endMs = measuredMs + (options.measuredFrames / options.framesPerSecond) * 1_000;
    const [fromMs, toMs] = options.isEventful ?? true ? [measuredMs, endMs] : [Infinity, Infinity];
    this.symbols = makeFrameSymbols(this.random, options.symbolCount, START_MS, fromMs, toMs);
    this.cumulated = new Float64Array(options.symbolCount);
    let sum = 0;
    for (let index = 0; index < options.symbolCount; index += 1) this.cumulated[index] = sum += (index + 1) ** -ZIPF;
    for (let index = 0; index < options.symbolCount; index += 1) this.cumulated[index] = (this.cumulated[index] ?? 0) / sum;
  }

  snapshots(): void {
    for (const one of this.symbols) this.add(tickerText(one, this.random, true, START_MS, ++this.sequence), START_MS);
  }

  /** In each bar every symbol trades and quotes once, and shows its ticker now and then. */
  prelude(): void {
    const bars = Math.floor((this.options.preludeSeconds * 1_000) / BAR_MS);
    for (let bar = 0; bar < bars; bar += 1) {
      const step = BAR_MS / this.symbols.length;
      for (const [index, one] of this.symbols.entries()) {
        const timeMs = Math.floor(START_MS + bar * BAR_MS + index * step);
        walk(one, this.random, timeMs);
        this.add(bookText(one, this.random, timeMs, ++this.sequence), timeMs);
        this.add(tradeText(one, this.random, timeMs, one.barVolume / MEAN_TRADES, 0, ++this.sequence), timeMs);
        if ((bar + index) % PRELUDE_BARS_PER_TICKER === 0) this.add(tickerText(one, this.random, false, timeMs, ++this.sequence), timeMs);
      }
    }
  }

  measured(): void {
    const { preludeSeconds, measuredFrames, framesPerSecond, oddShare = 0 } = this.options;
    for (let index = 0; index < measuredFrames; index += 1) {
      const timeMs = Math.floor(START_MS + preludeSeconds * 1_000 + (index / framesPerSecond) * 1_000);
      const rank = this.nextRank();
      const one = this.symbols[rank];
      if (one === undefined) continue;
      walk(one, this.random, timeMs);
      if (oddShare > 0 && this.random.chance(oddShare)) this.odd(one, rank, timeMs);
      else this.usual(one, rank, timeMs);
    }
  }

  private usual(one: FrameSymbol, rank: number, timeMs: number): void {
    const draw = this.random.uniform();
    if (draw < TICKER_SHARE) this.add(tickerText(one, this.random, false, timeMs, ++this.sequence), timeMs);
    else if (draw < TICKER_SHARE + BOOK_SHARE) this.add(bookText(one, this.random, timeMs, ++this.sequence), timeMs);
    else this.add(tradeText(one, this.random, timeMs, this.usualQuantity(one, rank), this.random.below(4), ++this.sequence), timeMs);
  }

  private odd(one: FrameSymbol, rank: number, timeMs: number): void {
    const quantity = this.usualQuantity(one, rank);
    const book = bookText(one, this.random, timeMs, ++this.sequence);
    switch (this.random.below(5)) {
      case 0: {
        const trade = tradeText(one, this.random, timeMs, quantity, 0, ++this.sequence);
        this.add(trade, timeMs);
        this.add(trade, timeMs);
        break;
      }
      case 1: this.add(tradeText(one, this.random, timeMs, quantity, 500 + this.random.below(5_000), ++this.sequence), timeMs); break;
      case 2: this.add(tradeText(one, this.random, timeMs, quantity, -6_000, ++this.sequence), timeMs); break;
      case 3: this.add(book.replace(/"b":(.*?),"a":(.*?),"u"/, '"b":$2,"a":$1,"u"'), timeMs); break;
      default: this.add(book.replace(/"a":.*?,"u"/, '"a":[],"u"'), timeMs);
    }
  }

  /** So that a bar's volume does not depend on how often the symbol is drawn. */
  private usualQuantity(one: FrameSymbol, rank: number): number {
    const share = (this.cumulated[rank] ?? 0) - (rank === 0 ? 0 : this.cumulated[rank - 1] ?? 0);
    const tradesPerBar = this.options.framesPerSecond * share * TRADE_SHARE * MEAN_TRADES * (BAR_MS / 1_000);
    return one.barVolume / Math.max(1, tradesPerBar);
  }

  private nextRank(): number {
    const draw = this.random.uniform();
    let low = 0;
    let high = this.cumulated.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.cumulated[middle] ?? 1) < draw) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private add(text: string, timeMs: number): void {
    this.lastReceivedMs = Math.max(this.lastReceivedMs, timeMs + 4 + this.random.below(3));
    this.cutter.add(text, this.lastReceivedMs);
  }
}

export const makeFrameStream = (options: StreamOptions): FrameStream => {
  const maker = new StreamMaker(options);
  maker.snapshots();
  maker.prelude();
  const measuredFrom = maker.cutter.frames.length;
  maker.measured();
  return {
    startTimeMs: START_MS,
    instruments: maker.symbols.map(({ symbol, baseCoin, priceGrid }) => ({ symbol, baseCoin, quoteCoin: 'USDT', tickSize: stepOf(priceGrid) })),
    frames: maker.cutter.frames, receivedTimesMs: sameNumbers(maker.cutter.receivedTimesMs), measuredFrom,
  };
};
