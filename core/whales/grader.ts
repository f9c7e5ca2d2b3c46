import type { WhaleOrder } from '../contracts/whale-order';
import { MINUTE_MS } from '../market/bar';
import { medianOf } from './median';
import type { WhaleSettings } from './settings';
import { type SpoofData, SpoofTallies } from './spoof';
import { type SuccessData, SuccessRates } from './success-rate';
import type { SymbolWatch } from './symbol-watch';
import { TradingHours } from './trading-hours';
import type { Wall } from './wall';
import { type MarketContext, weigh, type Weighing } from './weighing';
import { whaleOrderOf, type WhaleSource } from './whale-order-of';

/** Plain data. */
export interface GraderData {
  readonly spoof: SpoofData;
  readonly success: SuccessData;
}

/** All that grading a level takes besides the level: its market, and what became of levels like it. */
export class Grader {
  readonly spoof: SpoofTallies;
  readonly success: SuccessRates;
  readonly hours = new TradingHours();
  private marketVolatility: number | undefined;
  private volatilityMinute = -Infinity;

  constructor(private readonly settings: WhaleSettings, private readonly source: WhaleSource, private readonly positionOf: () => string | null) {
    this.spoof = new SpoofTallies(settings);
    this.success = new SuccessRates(settings);
  }

  /** Once a minute: `market_volatility` is the median of the swept symbols' volatilities (C2.14). */
  refresh(watches: Iterable<SymbolWatch>, nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute === this.volatilityMinute) return;
    this.volatilityMinute = minute;
    this.marketVolatility = medianOf([...watches].flatMap(({ price }) => price.volatility1h ?? []));
  }

  weigh(watch: SymbolWatch, wall: Wall, nowMs: number): Weighing {
    return weigh(wall, this.contextOf(watch, wall, nowMs), nowMs, this.settings);
  }

  orderOf(watch: SymbolWatch, wall: Wall, weighing: Weighing, nowMs: number): WhaleOrder {
    return whaleOrderOf({
      symbol: watch.symbol, wall, weighing, nowMs, context: this.contextOf(watch, wall, nowMs), source: this.source,
      success: this.success.rateOf(weighing.category), spoof: this.spoof.scoreOf(watch.symbol, wall.data), recordingPosition: this.positionOf(),
    });
  }

  saved(): GraderData {
    return { spoof: this.spoof.saved(), success: this.success.saved() };
  }

  restore({ spoof, success }: GraderData): void {
    this.spoof.restore(spoof);
    this.success.restore(success);
  }

  /** Where no mid was seen since the start the level's own price is the nearest to it that is known. */
  private contextOf({ price }: SymbolWatch, { data }: Wall, nowMs: number): MarketContext {
    return { price: price.mid ?? data.price, volatility1h: price.volatility1h, marketVolatility: this.marketVolatility, hours: this.hours.at(nowMs) };
  }
}
