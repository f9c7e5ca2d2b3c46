import type { UniverseEvent } from '../market/events';
import type { MarketFrame } from '../market/market-frame';
import type { SymbolId, SymbolTable } from '../market/symbol-table';
import { Listing } from './listing';
import { RankTree } from './rank-tree';
import type { RadarSettings } from './settings';
import { TickerTable } from './ticker-table';
import { changePct, rangePct } from './volatility-rank';

/** What keeps a symbol out of the rank: the measured value and the threshold in the filter's unit, where it has one. */
export interface RankFilter {
  readonly filter: 'not-listed' | 'not-heard' | 'volatility' | 'turnover';
  readonly value: number | undefined;
  readonly threshold: number | undefined;
}

/** The market ranked by the 24-hour tickers (S1.7): listed symbols that pass the filters (S1.33, S1.34), the most volatile first. */
export class Ranking {
  readonly tickers = new TickerTable();
  readonly listing = new Listing();
  private readonly tree: RankTree;

  constructor(private readonly settings: RadarSettings, private readonly symbolTable: SymbolTable) {
    this.tree = new RankTree((id) => symbolTable.nameOf(id));
  }

  /** Symbols that have a rank. */
  get size(): number {
    return this.tree.size;
  }

  /** Every listed symbol has spoken: a rank of the first few to speak is none. */
  get isComplete(): boolean {
    return this.tickers.size > 0 && this.tickers.size >= this.listing.size;
  }

  accept(frame: MarketFrame): void {
    if (this.tickers.accept(frame)) this.rank(frame.symbolId);
  }

  replaceListing(universe: UniverseEvent): void {
    this.listing.replace(universe, this.symbolTable);
    for (let id = 0; id < this.symbolTable.size; id += 1) this.rank(id);
  }

  /** Forgets the symbols that have been silent for too long (S1.42). */
  dropSilent(nowMs: number): void {
    for (const id of this.tickers.dropSilent(nowMs, this.settings.silentAfterMs)) this.rank(id);
  }

  /** 1 = most volatile; undefined where a filter keeps it out. */
  rankOf(symbol: string): number | undefined {
    const id = this.symbolTable.find(symbol);
    return id === undefined ? undefined : this.tree.rankOf(id);
  }

  /** The best symbols, best first. */
  top(count: number): readonly string[] {
    return this.tree.top(count).map((id) => this.symbolTable.nameOf(id));
  }

  /** The first filter that the symbol fails; undefined where it has a rank. */
  filterOf(symbol: string): RankFilter | undefined {
    const { minVolatilityPct, minTurnover24hUsdt } = this.settings;
    const id = this.symbolTable.find(symbol);
    if (id === undefined || !this.tickers.isKnown(id)) return { filter: 'not-heard', value: undefined, threshold: undefined };
    if (!this.listing.has(id)) return { filter: 'not-listed', value: undefined, threshold: undefined };
    const volatilityPct = this.volatilityPct(id);
    const turnover = this.tickers.valueOf(id, 'turnover24h');
    if (!(volatilityPct >= minVolatilityPct)) return { filter: 'volatility', value: Number.isFinite(volatilityPct) ? volatilityPct : undefined, threshold: minVolatilityPct };
    return turnover < minTurnover24hUsdt ? { filter: 'turnover', value: turnover, threshold: minTurnover24hUsdt } : undefined;
  }

  private rank(id: SymbolId): void {
    const volatilityPct = this.volatilityPct(id);
    const passes = volatilityPct >= this.settings.minVolatilityPct && this.tickers.valueOf(id, 'turnover24h') >= this.settings.minTurnover24hUsdt;
    if (passes && this.tickers.isKnown(id) && this.listing.has(id)) this.tree.set(id, volatilityPct);
    else this.tree.remove(id);
  }

  /** `volatilityPct` of a ticker in columns; -Infinity where it does not say. */
  private volatilityPct(id: SymbolId): number {
    const { tickers } = this;
    const isRange = this.settings.volatilityMeasure === 'range';
    const to = tickers.valueOf(id, isRange ? 'highPrice24h' : 'lastPrice');
    const from = tickers.valueOf(id, isRange ? 'lowPrice24h' : 'previousPrice24h');
    if (to === 0 || from === 0) return -Infinity;
    return isRange ? rangePct(to, from) : changePct(to, from);
  }
}
