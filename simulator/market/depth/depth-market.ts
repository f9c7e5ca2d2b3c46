import { MarketFactor } from '../market-factor';
import { makeSymbolSpecs } from '../symbol-spec';
import { type DepthBookOptions, DepthSymbol, UPDATE_MS } from './depth-symbol';
import type { WallLife } from './walls/wall';
import { DEFAULT_WALLS, WallSchedule, type WallSettings } from './walls/wall-schedule';

export interface DepthMarketOptions extends DepthBookOptions {
  readonly symbolCount: number;
  readonly startTimeMs: number;
  /** `true` for the default schedule, `false` for a market with nothing planted. */
  readonly walls: boolean | Partial<WallSettings>;
}

/** Called for each symbol's update of 100 ms, which ends at `timeMs`: read its trades and what changed in its book before returning. */
export type OnUpdate = (symbol: DepthSymbol, timeMs: number) => void;

/** Coins priced so low that their tick has more decimals than the venue prints are left out. */
const MOST_DECIMALS = 8;
const SPARE_FACTOR = 2;

/**
 * A seeded market of whole books. The same seed gives the same updates, however time is cut up between calls to `run`, and nothing
 * in it depends on who looks at which symbol.
 */
export class DepthMarket {
  readonly symbols: readonly DepthSymbol[];
  private readonly bySymbol: ReadonlyMap<string, DepthSymbol>;
  private readonly factor: MarketFactor;
  private readonly schedule: WallSchedule | undefined;
  private readonly ended: WallLife[] = [];
  private nextUpdate: number;

  constructor(options: DepthMarketOptions) {
    const { seed, startTimeMs, symbolCount, walls } = options;
    const firstSecond = Math.ceil(startTimeMs / 1_000);
    this.nextUpdate = firstSecond * (1_000 / UPDATE_MS) + 1;
    this.factor = new MarketFactor(seed);
    this.symbols = makeSymbolSpecs(seed, SPARE_FACTOR * symbolCount).filter(({ priceGrid }) => priceGrid.decimals <= MOST_DECIMALS).slice(0, symbolCount)
      .map((spec) => new DepthSymbol(spec, options, this.factor, firstSecond, (lives) => { this.ended.push(...lives); }));
    this.factor.forgetHistory();
    this.bySymbol = new Map(this.symbols.map((symbol) => [symbol.spec.symbol, symbol]));
    this.schedule = walls === false ? undefined : new WallSchedule(seed, { ...DEFAULT_WALLS, ...(walls === true ? {} : walls) }, firstSecond);
  }

  find(symbol: string): DepthSymbol | undefined {
    return this.bySymbol.get(symbol);
  }

  /** Every update that ends at or before `toTimeMs`, in order of time and then of symbols. */
  run(toTimeMs: number, onUpdate: OnUpdate, onTick: (timeMs: number) => void = () => undefined): void {
    for (; this.nextUpdate * UPDATE_MS <= toTimeMs; this.nextUpdate += 1) {
      const timeMs = this.nextUpdate * UPDATE_MS;
      const index = ((this.nextUpdate - 1) % (1_000 / UPDATE_MS)) + 1;
      if (index === 1) this.nextSecond(Math.floor((timeMs - 1) / 1_000));
      for (const symbol of this.symbols) {
        symbol.update(index, timeMs);
        onUpdate(symbol, timeMs);
      }
      onTick(timeMs);
    }
  }

  /** Every life of a planted wall so far, in order of birth within each symbol. */
  ledger(): readonly WallLife[] {
    return this.symbols.flatMap(({ lives }) => lives.map((wall) => wall.life()));
  }

  /** The lives whose stories are over, in order of their ends: nothing in them will change any more. */
  told(): readonly WallLife[] {
    return this.ended;
  }

  private nextSecond(second: number): void {
    this.schedule?.plan(second, this.symbols);
    const marketReturn = this.factor.secondReturn(second);
    for (const symbol of this.symbols) symbol.nextSecond(second, marketReturn);
  }
}

const DEFAULTS: Omit<DepthMarketOptions, 'seed' | 'startTimeMs'> = { symbolCount: 60, walls: true, depth: 250, sizeSigma: 0.3, bookDensity: 2 };

/** A market from a seed; everything but the seed and the start has a default. */
export const makeDepthMarket = (options: Partial<DepthMarketOptions> & Pick<DepthMarketOptions, 'seed' | 'startTimeMs'>): DepthMarket =>
  new DepthMarket({ ...DEFAULTS, ...options });
