import type { Aftermath } from '../../../core/contracts/aftermath';
import type { Opportunity } from '../../../core/contracts/opportunity';
import type { BookTopEvent, GapEvent, MarketEvent, ResumedEvent, Stream, TickerEvent, TradeEvent } from '../../../core/market/events';

/** Everything that happened, in the order in which it happened: each event before what the scanner made of it. */
export type Entry =
  | MarketEvent
  | { readonly kind: 'opportunity'; readonly opportunity: Opportunity }
  | { readonly kind: 'aftermath'; readonly aftermath: Aftermath };

export type DataEvent = TradeEvent | BookTopEvent | TickerEvent;

const STREAM_OF = { ticker: 'ticker', 'book-top': 'book-top', trade: 'trade' } as const satisfies Partial<Record<MarketEvent['kind'], Stream>>;

export const isData = (entry: Entry): entry is DataEvent => entry.kind in STREAM_OF;

export const streamOf = (event: DataEvent): Stream => STREAM_OF[event.kind];

export class EventLog {
  readonly entries: Entry[] = [];

  add(entry: Entry): void {
    this.entries.push(entry);
  }

  /** A place in the log to look from. */
  mark(): number {
    return this.entries.length;
  }

  ofKind<K extends Entry['kind']>(kind: K, from = 0): Extract<Entry, { kind: K }>[] {
    return this.entries.slice(from).filter((entry): entry is Extract<Entry, { kind: K }> => entry.kind === kind);
  }

  gaps(from = 0): GapEvent[] {
    return this.ofKind('gap', from);
  }

  resumed(from = 0): ResumedEvent[] {
    return this.ofKind('resumed', from);
  }

  opportunities(from = 0): Opportunity[] {
    return this.ofKind('opportunity', from).map(({ opportunity }) => opportunity);
  }

  aftermaths(from = 0): Aftermath[] {
    return this.ofKind('aftermath', from).map(({ aftermath }) => aftermath);
  }

  trades(symbol: string, from = 0): TradeEvent[] {
    return this.ofKind('trade', from).filter((event) => event.symbol === symbol);
  }

  /** `symbol|stream` of all data since `from`. */
  heard(from: number): Set<string> {
    const heard = new Set<string>();
    for (const entry of this.entries.slice(from)) if (isData(entry)) heard.add(`${entry.symbol}|${streamOf(entry)}`);
    return heard;
  }
}
