import type { Instrument } from '../../core/market/instrument';
import type { RadarSettings } from '../../core/radar/settings';
import type { Path } from '../paths/path';
import type { Book } from './imbalance';
import { rankedSymbols, WatchList, type Ticker } from './market-rank';
import { opportunityOf, type FoundOpportunity } from './opportunity';
import { VenueTime } from './venue-time';
import { WatchedSymbol, type Finding } from './watched-symbol';

interface Message {
  readonly topic: string;
  readonly type: 'snapshot' | 'delta';
  readonly ts: number;
  readonly cts?: number;
  readonly data: unknown;
}

interface BookData { readonly b: readonly [string, string][]; readonly a: readonly [string, string][] }
interface TradeData { readonly T: number; readonly p: string; readonly v: string; readonly i: string }

const TICKER_FIELDS = ['lastPrice', 'highPrice24h', 'lowPrice24h', 'prevPrice24h', 'turnover24h', 'bid1Price', 'bid1Size', 'ask1Price', 'ask1Size'] as const;

/**
 * The radar the straightforward way: `JSON.parse`, objects, a Map by symbol, arrays with push and shift, every window summed anew and the
 * market sorted for its rank. Written from docs/formulas.md, so that it is an oracle for the product's core as well as its measure.
 * It reads well-formed frames of a feed without gaps.
 */
export class IdiomaticPath implements Path {
  private readonly opportunities: FoundOpportunity[] = [];
  private readonly time: VenueTime;
  private readonly tickers = new Map<string, Ticker>();
  private readonly tickerTimesMs = new Map<string, number>();
  private readonly tickSizes = new Map<string, number>();
  private readonly watched = new Map<string, WatchedSymbol>();
  private readonly watchList: WatchList;
  private members = new Set<string>();
  private ranks = new Map<string, number>();
  private nextRankMs: number | undefined;
  private hasRanked = false;
  /** Venue time of the last opportunity by symbol and type. */
  private readonly lastFoundMs = new Map<string, number>();
  private lastSecond = '';
  private countInSecond = 0;

  constructor(private readonly settings: RadarSettings) {
    this.time = new VenueTime(settings.maxFutureMs);
    this.watchList = new WatchList(settings);
  }

  onUniverse(instruments: readonly Instrument[]): void {
    for (const { symbol, tickSize } of instruments) this.tickSizes.set(symbol, tickSize);
  }

  onFrame(frame: Buffer, receivedTimeMs: number): void {
    const message = JSON.parse(frame.toString()) as Message;
    const [channel = '', ...rest] = message.topic.split('.');
    const symbol = rest.at(-1) ?? '';
    if (channel === 'tickers') this.onTicker(symbol, message, receivedTimeMs);
    else if (channel === 'orderbook') this.onBook(symbol, message, receivedTimeMs);
    else this.onTrades(symbol, message, receivedTimeMs);
  }

  onClock(nowMs: number): void {
    const venueNowMs = this.time.nowMs(nowMs);
    for (const one of [...this.watched.values()]) {
      for (const finding of one.onClock(venueNowMs, this.tickSizes.get(one.symbol) ?? 0)) this.onFinding(finding, venueNowMs);
    }
    this.nextRankMs ??= nowMs + this.settings.rankIntervalMs;
    const isFirst = !this.hasRanked && this.tickers.size > 0 && this.tickers.size >= this.tickSizes.size;
    if (isFirst || nowMs >= this.nextRankMs) this.refreshRank(nowMs);
  }

  found(): readonly FoundOpportunity[] {
    return this.opportunities;
  }

  private onTicker(symbol: string, { type, ts, data }: Message, receivedTimeMs: number): void {
    this.time.observe(ts, receivedTimeMs);
    const known = this.tickers.get(symbol);
    if (type === 'delta' && known === undefined) return;
    const fields: Record<string, number> = {};
    for (const name of TICKER_FIELDS) {
      const text = (data as Record<string, string | undefined>)[name];
      if (text !== undefined && text !== '') fields[name] = Number(text);
    }
    this.tickers.set(symbol, type === 'delta' ? { ...known, ...fields } : fields);
    this.tickerTimesMs.set(symbol, receivedTimeMs);
  }

  private onBook(symbol: string, { ts, cts = ts, data }: Message, receivedTimeMs: number): void {
    this.time.observe(cts, receivedTimeMs);
    const { b: [bid], a: [ask] } = data as BookData;
    const level = (pair: [string, string] | undefined): Book['bid'] => pair && { price: Number(pair[0]), quantity: Number(pair[1]) };
    const finding = this.watched.get(symbol)?.onBook({ timeMs: cts, bid: level(bid), ask: level(ask) }, this.time.nowMs(receivedTimeMs));
    if (finding) this.onFinding(finding, cts);
  }

  private onTrades(symbol: string, { data }: Message, receivedTimeMs: number): void {
    for (const { T, p, v, i } of data as readonly TradeData[]) {
      this.time.observe(T, receivedTimeMs);
      this.watched.get(symbol)?.onTrade({ id: i, timeMs: T, price: Number(p), quantity: Number(v) }, this.time.nowMs(receivedTimeMs));
    }
  }

  private refreshRank(nowMs: number): void {
    this.hasRanked = true;
    this.nextRankMs = nowMs + this.settings.rankIntervalMs;
    for (const [symbol, timeMs] of this.tickerTimesMs) {
      if (nowMs - timeMs < this.settings.silentAfterMs) continue;
      this.tickers.delete(symbol);
      this.tickerTimesMs.delete(symbol);
    }
    const ranked = rankedSymbols(this.tickers, this.settings);
    this.ranks = new Map(ranked.map((symbol, index) => [symbol, index + 1]));
    const members = this.watchList.refresh(ranked, nowMs);
    for (const symbol of members) if (!this.watched.has(symbol)) this.watched.set(symbol, new WatchedSymbol(symbol, this.settings));
    this.members = new Set(members);
  }

  private onFinding(finding: Finding, timeMs: number): void {
    const found = this.members.has(finding.symbol) ? opportunityOf(finding, this.settings) : undefined;
    if (found === undefined) return;
    const key = `${finding.symbol}|${found.type}`;
    if (timeMs - (this.lastFoundMs.get(key) ?? -Infinity) < this.settings.coolDownMs) return;
    this.lastFoundMs.set(key, timeMs);
    this.opportunities.push({ ...found, eventId: this.nextEventId(timeMs), rank: this.ranks.get(finding.symbol) ?? null });
  }

  private nextEventId(timeMs: number): string {
    const [date = '', time = ''] = new Date(timeMs).toISOString().slice(0, 19).split('T');
    const second = `${date.replaceAll('-', '')}-${time.replaceAll(':', '')}`;
    this.countInSecond = second === this.lastSecond ? this.countInSecond + 1 : 1;
    this.lastSecond = second;
    return `opp-${second}-${String(this.countInSecond).padStart(3, '0')}`;
  }
}
