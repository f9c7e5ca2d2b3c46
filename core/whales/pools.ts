import type { WhaleOrder } from '../contracts/whale-order';
import type { DepthFrame } from '../market/depth-frame';
import type { BookRecipe } from '../market/local-book';
import type { SymbolTable } from '../market/symbol-table';
import { poolFinding, type WhaleFinding } from './findings';
import type { Grader } from './grader';
import { HotLevels } from './hot-levels';
import { LargeLevels } from './large-levels';
import { orderHashOf } from './order-hash';
import type { WhaleSettings } from './settings';
import { SymbolWatch, type SymbolWatchData } from './symbol-watch';
import { Tallies } from './tallies';
import type { Wall } from './wall';
import { Watches } from './watches';
import type { Weighing } from './weighing';
import type { WhaleSource } from './whale-order-of';

export interface PoolOptions {
  readonly settings: WhaleSettings;
  readonly source: WhaleSource;
  readonly symbols: SymbolTable;
  readonly grader: Grader;
  readonly tell: (finding: WhaleFinding) => void;
  readonly becameDiamond: (watch: SymbolWatch, wall: Wall, weighing: Weighing, nowMs: number) => void;
  /** The symbol is not watched any more. */
  readonly released: (watch: SymbolWatch) => void;
}

/** General, observed and hot (S2.1, C2.17): how a level goes through them, and what is told of it. Times are the venue's. */
export class Pools {
  readonly watches: Watches;
  readonly tallies = new Tallies();
  private readonly hot: HotLevels;
  private readonly sizes: LargeLevels;
  private nowMs = 0;

  constructor(private readonly options: PoolOptions) {
    const { settings, symbols, grader, tell } = options;
    this.sizes = new LargeLevels(settings.orderbookDepth, settings.top10Mode, settings.largeOrderMultiplier);
    this.watches = new Watches(settings, symbols, (symbol) => this.watchOf(symbol));
    this.hot = new HotLevels(settings, grader, {
      changed: (change) => { tell({ kind: 'whale', change }); },
      becameDiamond: (watch, wall, weighing, nowMs) => {
        this.tallies.becameDiamond(nowMs);
        options.becameDiamond(watch, wall, weighing, nowMs);
      },
    });
  }

  onDepth(frame: DepthFrame, timeMs: number): void {
    this.watches.of(frame.symbolId)?.onDepth(frame, timeMs, this.sizes);
  }

  /** Ends what is not listed any more. */
  end(watches: readonly SymbolWatch[], timeMs: number): void {
    for (const watch of watches) {
      watch.end(timeMs);
      this.options.released(watch);
    }
  }

  /** Time has passed: fates, promotions, and the hot levels whose turn it is. */
  advance(nowMs: number): void {
    this.nowMs = nowMs;
    this.tallies.passTo(nowMs);
    for (const watch of this.watches.list) {
      watch.advance(nowMs);
      for (const wall of watch.walls()) if (this.isGrown(wall, nowMs)) this.promote(watch, wall, nowMs);
    }
    this.options.grader.refresh(this.watches.list, nowMs);
    this.hot.advance(nowMs);
  }

  /** Decides all fates that are open. */
  settle(): void {
    for (const watch of this.watches.list) watch.settle();
  }

  orders(nowMs: number): WhaleOrder[] {
    return this.hot.orders(nowMs);
  }

  /** Symbols by state, and levels. */
  sizesNow(): { readonly general: number; readonly observed: number; readonly hot: number; readonly observedLevels: number; readonly hotLevels: number } {
    const now = { general: 0, observed: 0, hot: 0, observedLevels: 0, hotLevels: 0 };
    for (const watch of this.watches.list) {
      const walls = [...watch.walls()];
      const hotLevels = walls.filter(({ data }) => data.isHot).length;
      now.hotLevels += hotLevels;
      now.observedLevels += walls.length - hotLevels;
      now[hotLevels > 0 ? 'hot' : watch.isGeneral ? 'general' : 'observed'] += 1;
    }
    return now;
  }

  restore(members: readonly string[], watches: readonly SymbolWatchData[], savedMs: number): void {
    this.watches.restore(members, watches.map(({ symbol }) => symbol));
    for (const data of watches) {
      const watch = this.watches.named(data.symbol);
      if (watch === undefined) continue;
      watch.restore(data, savedMs);
      for (const wall of watch.allWalls()) if (wall.data.isHot) this.hot.add(watch, wall);
    }
  }

  private watchOf(symbol: string): SymbolWatch {
    const { settings, source, grader, tell } = this.options;
    const recipe: BookRecipe = source.venue === 'binance' ? 'spot' : 'usdm';
    return new SymbolWatch(symbol, settings, recipe, (side, price, firstSeenMs, incarnation) =>
      orderHashOf({ exchange: source.venue, symbol, side, price, firstSeenMs, incarnation }), {
      born: (watch, wall) => {
        this.tallies.born(wall.data);
        tell(poolFinding('born', watch, wall, wall.data.firstSeenMs));
      },
      priced: (watch, mid, timeMs) => {
        for (const { data } of watch.walls()) {
          if (data.unseenSinceMs !== null) continue;
          grader.spoof.onPrice(symbol, data, mid);
          grader.success.onPrice(data, mid, timeMs);
        }
      },
      settled: (watch, wall) => { this.settled(watch, wall); },
      returned: (watch, wall) => { this.returned(watch, wall); },
    });
  }

  /** Older than the limit (S2.11), and in sight: an age that nobody watched proves nothing. */
  private isGrown({ data }: Wall, nowMs: number): boolean {
    return !data.isHot && data.unseenSinceMs === null && nowMs - data.firstSeenMs > this.options.settings.hotPoolLifetimeSeconds * 1_000;
  }

  private promote(watch: SymbolWatch, wall: Wall, nowMs: number): void {
    this.tallies.promotions += 1;
    this.hot.add(watch, wall);
    this.options.tell(poolFinding('promoted', watch, wall, nowMs));
    this.hot.weighNow(wall, nowMs);
  }

  private settled(watch: SymbolWatch, wall: Wall): void {
    const { grader, tell } = this.options;
    grader.spoof.onFate(watch.symbol, wall.data);
    grader.success.onFate(wall.data);
    this.tallies.died(wall.data);
    tell(poolFinding('died', watch, wall, wall.data.died?.timeMs ?? this.nowMs));
    this.hot.remove(watch, wall, this.nowMs);
  }

  private returned(watch: SymbolWatch, wall: Wall): void {
    this.options.tell(poolFinding('returned', watch, wall, wall.data.died?.timeMs ?? this.nowMs));
    if (this.watches.release(watch)) this.options.released(watch);
  }
}
