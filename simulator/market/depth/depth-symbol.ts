import type { MarketFactor } from '../market-factor';
import { Random } from '../random';
import { NO_EFFECT } from '../second';
import type { SymbolSpec } from '../symbol-spec';
import { SymbolWalk } from '../symbol-walk';
import { BookDynamics } from './book-dynamics';
import type { DepthTrade } from './depth-trade';
import { LatticeBook } from './lattice-book';
import { LevelSizes } from './level-sizes';
import { latticeOf, type PriceLattice } from './price-lattice';
import type { Fill } from './taker';
import { TapeBars } from './tape-bars';
import type { LivingWall } from './walls/living-wall';
import type { WallLife } from './walls/wall';
import type { Scene } from './walls/wall-scripts';
import { type StageSetting, WallStage } from './walls/wall-stage';
import { WallStory } from './walls/wall-story';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { floor } = Math;

export const UPDATE_MS = 100;
const UPDATES_PER_SECOND = 1_000 / UPDATE_MS;
const BOOK_STREAM = 0x40000;
const FIRST_TRADE_ID = 100_000_000;
/** Symbols that trade less carry no wall: nothing would ever walk to it. */
const LEAST_WALL_TURNOVER_USDT = 1_000_000;

export interface DepthBookOptions {
  readonly seed: number;
  /** Levels per side. */
  readonly depth: number;
  readonly sizeSigma: number;
  /** Level changes per second as a multiple of the usual. */
  readonly bookDensity: number;
}

/** One symbol with a whole book: it follows the walk's mid, its trades take from its levels, and at most one story is told on it. */
export class DepthSymbol {
  readonly lattice: PriceLattice;
  readonly book: LatticeBook;
  readonly bars: TapeBars;
  /** Trades of the newest update, in order. Reused by the next one. */
  readonly trades: DepthTrade[] = [];
  readonly lives: LivingWall[] = [];
  private readonly walk: SymbolWalk;
  private readonly dynamics: BookDynamics;
  private readonly random: Random;
  private readonly fills: Fill[] = [];
  private story: WallStory | undefined;
  private restSeconds = 0;
  private freeFromSecond = 0;
  private tradeCount = 0;
  /** Lives whose stories are over. */
  private toldCount = 0;

  constructor(
    readonly spec: SymbolSpec, private readonly options: DepthBookOptions, factor: MarketFactor, firstSecond: number, private readonly onTold: (lives: readonly WallLife[]) => void,
  ) {
    this.walk = new SymbolWalk(options.seed, spec, factor, firstSecond);
    this.random = new Random(options.seed, BOOK_STREAM + spec.index, firstSecond);
    this.lattice = latticeOf(spec);
    const sizes = new LevelSizes(spec, options.sizeSigma);
    this.book = new LatticeBook(floor(this.lattice.locate(this.walk.current.endMid)), sizes.fresh(this.random, 0));
    this.dynamics = new BookDynamics(this.book, sizes, options.depth, this.random);
    this.dynamics.fill();
    this.bars = new TapeBars(spec, this.walk.bars, firstSecond);
  }

  canCarryWall(second: number): boolean {
    return this.story === undefined && second >= this.freeFromSecond && this.spec.turnover24hUsdt >= LEAST_WALL_TURNOVER_USDT;
  }

  /** Tells a story; `restSeconds` after its end the symbol may carry another. */
  begin(setting: StageSetting, random: Random, scenes: readonly Scene[], restSeconds: number): void {
    const stage = new WallStage(setting, random, this.book, this.lattice, this.walk, (wall) => { this.lives.push(wall); }, (fill) => { this.onFill(fill); });
    this.story = new WallStory(stage, scenes);
    this.restSeconds = restSeconds;
  }

  /** Decides where the mid goes in this second. */
  nextSecond(second: number, marketReturn: number): void {
    if (second % 60 === 0) this.bars.nextMinute();
    this.walk.step(second, marketReturn, this.story?.effect(second) ?? NO_EFFECT);
  }

  /** One update of 100 ms, the `index`-th of its second (1 to 10), which ends at `timeMs`. */
  update(index: number, timeMs: number): void {
    const { book, walk: { current }, random } = this;
    book.beginUpdate();
    this.fills.length = 0;
    this.story?.act(timeMs);
    const wall = this.story?.stage.wall;
    const ticks = current.startMid + (current.endMid - current.startMid) * (index / UPDATES_PER_SECOND);
    this.dynamics.update({
      mid: this.lattice.locate(ticks), halfSpread: this.lattice.locate((current.ask - current.bid) / 2),
      trades: floor(current.trades / UPDATES_PER_SECOND + random.uniform()), stepsPerTrade: current.volume / Math.max(1, current.trades),
      buyFraction: current.buyFraction, touches: random.poisson((current.bookUpdates * this.options.bookDensity) / UPDATES_PER_SECOND),
    }, wall?.isDead === false ? wall : undefined, (fill) => { this.onFill(fill); });
    this.print(timeMs);
    this.settle(timeMs);
  }

  private onFill(fill: Fill): void {
    const wall = this.story?.stage.wall;
    if (wall?.isDead === false && wall.place === fill.place && wall.side !== fill.side) wall.fill(fill.steps);
    this.fills.push(fill);
  }

  /** The update's fills as trades, spread over its 100 ms. */
  private print(timeMs: number): void {
    const { fills, trades } = this;
    trades.length = 0;
    fills.forEach(({ side, place, steps }, index) => {
      this.tradeCount += 1;
      const trade = {
        tradeId: FIRST_TRADE_ID * (1 + this.spec.index) + this.tradeCount, side, ticks: this.lattice.tickOf(place), steps,
        timeMs: timeMs - UPDATE_MS + 1 + floor((index * (UPDATE_MS - 1)) / fills.length),
      };
      trades.push(trade);
      this.bars.add(trade);
    });
  }

  private settle(timeMs: number): void {
    const { story } = this;
    if (!story) return;
    const { wall } = story.stage;
    if (wall && !wall.isDead) wall.settle(timeMs);
    if (!story.isOver || wall?.isDead === false) return;
    this.story = undefined;
    this.onTold(this.lives.slice(this.toldCount).map((one) => one.life()));
    this.toldCount = this.lives.length;
    this.freeFromSecond = floor(timeMs / 1_000) + this.restSeconds;
  }
}
