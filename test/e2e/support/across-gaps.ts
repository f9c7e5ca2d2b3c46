import type { Opportunity } from '../../../core/contracts/opportunity';
import type { Stream } from '../../../core/market/events';
import type { RadarSettings } from '../../../core/radar/settings';
import { isData, streamOf, type DataEvent, type Entry, type EventLog } from './log';

/** One stream of one symbol since it began or came back. */
interface Sight {
  isBlind: boolean;
  /** Our time from which on data was seen without a hole. */
  sinceMs: number;
  messages: number;
  readonly prices: Set<number>;
}

const fresh = (sinceMs: number, isBlind: boolean): Sight => ({ isBlind, sinceMs, messages: 0, prices: new Set() });

/**
 * Reads a log as a referee who knows nothing of the scanner's insides, and says what should not have happened: data of a stream that
 * was declared blind, `resumed` without the message it announces, gap and resumed out of turn, an opportunity that speaks of a blind
 * stream or before its detector can have been warm again, a price from before the gap, an aftermath called complete that spans one.
 */
export class Referee {
  readonly problems: string[] = [];
  private readonly sights = new Map<string, Sight>();
  private readonly tradeGaps = new Map<string, { readonly at: number; readonly lastDataTimeMs: number }[]>();
  private readonly opportunityAt = new Map<string, number>();
  private at = 0;

  /** `skewMs`: how far the venue's clock is ahead of ours. */
  constructor(private readonly radar: RadarSettings, private readonly skewMs = 0) {}

  judge({ entries }: EventLog): readonly string[] {
    entries.forEach((entry, index) => {
      this.at = index;
      this.take(entry, entries[index + 1]);
    });
    return this.problems;
  }

  private take(entry: Entry, next: Entry | undefined): void {
    if (isData(entry)) this.data(entry);
    else if (entry.kind === 'gap') for (const symbol of entry.symbols) this.gap(symbol, entry.streams, entry.lastDataTimeMs);
    else if (entry.kind === 'resumed') {
      for (const symbol of entry.symbols) this.resumed(symbol, entry.streams, entry.receivedTimeMs);
      this.check(next === undefined || (isData(next) && entry.symbols.includes(next.symbol) && entry.streams.includes(streamOf(next))), `resumed of ${entry.symbols.join()} is followed by ${next?.kind}`);
    } else if (entry.kind === 'opportunity') this.opportunity(entry.opportunity);
    else if (entry.kind === 'aftermath' && entry.aftermath.status === 'complete') {
      const { opportunity_id: id, symbol, entry_time_ms: entryMs, horizon_minutes: minutes } = entry.aftermath;
      const spanned = this.tradeGaps.get(symbol)?.find(({ at, lastDataTimeMs }) => at > (this.opportunityAt.get(id) ?? 0) && lastDataTimeMs + this.skewMs < entryMs + minutes * 60_000);
      this.check(spanned === undefined, `${id}: ${minutes} minutes are called complete over a gap`);
    }
  }

  private sight(symbol: string, stream: Stream): Sight | undefined {
    return this.sights.get(`${symbol}|${stream}`);
  }

  private data(event: DataEvent): void {
    const stream = streamOf(event);
    // A book may have stood for long when it comes; a trade is sent when it happens.
    const seenMs = event.kind === 'trade' ? Math.min(event.receivedTimeMs, event.exchangeTimeMs - this.skewMs) : event.receivedTimeMs;
    const sight = this.sight(event.symbol, stream) ?? fresh(seenMs, false);
    this.sights.set(`${event.symbol}|${stream}`, sight);
    this.check(!sight.isBlind, `${stream} of ${event.symbol} while it is declared blind`);
    // Both topics go out in one request: the first book proves the trades' subscription too, as the feed sees it.
    if (stream === 'book-top' && !this.sight(event.symbol, 'trade')) this.sights.set(`${event.symbol}|trade`, fresh(seenMs, false));
    if (sight.messages === 0) sight.sinceMs = Math.min(sight.sinceMs, seenMs);
    sight.messages += 1;
    if (event.kind === 'trade') sight.prices.add(event.price);
  }

  private gap(symbol: string, streams: readonly Stream[], lastDataTimeMs: number): void {
    for (const stream of streams) {
      this.check(this.sight(symbol, stream)?.isBlind !== true, `second gap of ${stream} of ${symbol}`);
      this.sights.set(`${symbol}|${stream}`, fresh(Infinity, true));
    }
    if (streams.includes('trade')) this.tradeGaps.set(symbol, [...(this.tradeGaps.get(symbol) ?? []), { at: this.at, lastDataTimeMs }]);
  }

  private resumed(symbol: string, streams: readonly Stream[], timeMs: number): void {
    for (const stream of streams) {
      this.check(this.sight(symbol, stream)?.isBlind === true, `resumed without a gap: ${stream} of ${symbol}`);
      this.sights.set(`${symbol}|${stream}`, fresh(timeMs, false));
    }
  }

  private opportunity(found: Opportunity): void {
    this.opportunityAt.set(found.dedupe_key, this.at);
    const { symbol, dedupe_key: id, received_time_ms: nowMs } = found;
    const [trades, book] = [this.sight(symbol, 'trade'), this.sight(symbol, 'book-top')];
    const { barIntervalMs, barGraceMs, volumeWindow, bandWindow, imbalanceUpdates, imbalanceHoldMs } = this.radar;
    const wholeBars = (nowMs - barGraceMs - (trades?.sinceMs ?? Infinity)) / barIntervalMs;
    const isOfBars = found.fired.some((one) => one !== 'ob_breakout');
    this.check(!(isOfBars && trades?.isBlind !== false), `${id} while trades are blind`);
    this.check(found.volume_spike_x === null || wholeBars >= volumeWindow + 1, `${id} has a volume multiple after ${wholeBars} bars`);
    this.check(found.bb_squeeze_score === null || wholeBars >= bandWindow, `${id} has a squeeze score after ${wholeBars} bars`);
    this.check(found.ob_imbalance === null || book?.isBlind === false, `${id} has an imbalance while the book is blind`);
    if (found.fired.includes('ob_breakout')) {
      this.check((book?.messages ?? 0) >= imbalanceUpdates && nowMs - (book?.sinceMs ?? Infinity) >= imbalanceHoldMs, `${id} after ${book?.messages} books`);
    }
    const mid = ((found.bid_price ?? NaN) + (found.ask_price ?? NaN)) / 2;
    this.check(trades?.prices.has(found.price) === true || found.price === mid, `${id} has a price from before the gap`);
  }

  private check(isRight: boolean, problem: string): void {
    if (!isRight) this.problems.push(`[${this.at}] ${problem}`);
  }
}
