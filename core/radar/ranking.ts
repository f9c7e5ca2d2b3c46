import type { UniverseEvent } from '../market/events';
import { FIELD, type MarketFrame } from '../market/market-frame';
import type { SymbolId, SymbolTable } from '../market/symbol-table';
import { Listing } from './listing';
import { RankTree } from './rank-tree';
import type { RadarSettings } from './settings';
import { TICKER_RANKED_BY, TICKER_ROW_SIZE, TickerTable } from './ticker-table';
import { changePct, rangePct, volatilityPct } from './volatility-rank';

const NO_RANK = -Infinity;

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
  private readonly isRange: boolean;
  /** The fields that volatility goes from and to. */
  private readonly fromField: number;
  private readonly toField: number;

  constructor(private readonly settings: RadarSettings, private readonly symbolTable: SymbolTable) {
    this.tree = new RankTree((id) => symbolTable.nameOf(id));
    this.isRange = settings.volatilityMeasure === 'range';
    this.fromField = this.isRange ? FIELD.lowPrice24h : FIELD.previousPrice24h;
    this.toField = this.isRange ? FIELD.highPrice24h : FIELD.lastPrice;
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
    const ticker = this.tickers.fieldsOf(id);
    const volatility = volatilityPct(ticker, this.settings.volatilityMeasure);
    const turnover = ticker.turnover24h ?? 0;
    if (volatility === undefined || volatility < minVolatilityPct) return { filter: 'volatility', value: volatility, threshold: minVolatilityPct };
    return turnover < minTurnover24hUsdt ? { filter: 'turnover', value: turnover, threshold: minTurnover24hUsdt } : undefined;
  }

  /** Puts a symbol where its ticker now says. In one piece, because a double handed to a function may cost a box of its own. */
  private rank(id: SymbolId): void {
    if (!this.tickers.isKnown(id)) {
      this.tree.remove(id);
      return;
    }
    const { values } = this.tickers;
    const row = id * TICKER_ROW_SIZE;
    const to = values[row + this.toField] ?? 0;
    const from = values[row + this.fromField] ?? 0;
    let rankedBy = to === 0 || from === 0 ? NO_RANK : this.isRange ? rangePct(to, from) : changePct(to, from);
    if (rankedBy < this.settings.minVolatilityPct || (values[row + FIELD.turnover24h] ?? 0) < this.settings.minTurnover24hUsdt) rankedBy = NO_RANK;
    if (!this.listing.has(id)) rankedBy = NO_RANK;
    if (values[row + TICKER_RANKED_BY] === rankedBy && this.tree.has(id)) return;
    values[row + TICKER_RANKED_BY] = rankedBy;
    if (rankedBy === NO_RANK) this.tree.remove(id);
    else this.tree.set(id, rankedBy);
  }
}
