import { FIELD, FIELD_NAMES, type MarketFrame } from '../../core/market/market-frame';
import { firstDifference, type FrameReader } from './frame-reader';

interface Trade {
  readonly timeMs: number;
  readonly price: number;
  readonly quantity: number;
  readonly isBuy: boolean;
  readonly id: string;
}

/** What is known of a symbol, by the field names of `MarketFrame`. */
type Known = Partial<Record<keyof typeof FIELD, number>> & { timeMs: number; trades: Trade[] };

interface Message {
  readonly topic: string;
  readonly ts: number;
  readonly cts?: number;
  readonly data: unknown;
}

const WIRE_NAMES = ['lastPrice', 'highPrice24h', 'lowPrice24h', 'prevPrice24h', 'turnover24h', 'bid1Price', 'bid1Size', 'ask1Price', 'ask1Size'] as const;

/** The usual way: `JSON.parse` of the text, `Number` of the wanted fields, kept by symbol in a Map. */
export class PlainReader implements FrameReader {
  readonly name = 'JSON.parse + Number + Map';
  sum = 0;
  private readonly known = new Map<string, Known>();

  read(frame: Buffer): void {
    const message = JSON.parse(frame.toString('utf8')) as Message;
    if (message.topic.startsWith('tickers.')) this.sum += this.ticker(message);
    else this.sum += message.topic.startsWith('orderbook.') ? this.book(message) : this.trades(message);
  }

  difference(ours: MarketFrame, symbol: string): string | undefined {
    const known = this.stateOf(symbol);
    if (ours.kind === 'trades') {
      return firstDifference(known.trades.flatMap(({ timeMs, price, quantity, isBuy }, row) => [
        ['trade time', timeMs, ours.tradeTimesMs[row]], ['trade price', price, ours.tradePrices[row]],
        ['trade quantity', quantity, ours.tradeQuantities[row]], ['trade side', isBuy ? 1 : 0, ours.tradeIsBuy[row]],
      ])) ?? firstDifference([['trades', known.trades.length, ours.tradeCount]]);
    }
    const present = FIELD_NAMES.filter((name) => (ours.present & (1 << FIELD[name])) !== 0);
    return firstDifference([['time', known.timeMs, ours.exchangeTimeMs], ...present.map((name) => [name, known[name], ours.values[FIELD[name]]] as const)]);
  }

  private stateOf(symbol: string): Known {
    const known = this.known.get(symbol);
    if (known !== undefined) return known;
    const fresh = { timeMs: 0, trades: [] };
    this.known.set(symbol, fresh);
    return fresh;
  }

  private ticker({ ts, data }: Message): number {
    const fields = data as Record<string, string | undefined> & { symbol: string };
    const known = this.stateOf(fields.symbol);
    known.timeMs = ts;
    for (const [index, wireName] of WIRE_NAMES.entries()) {
      const text = fields[wireName];
      const name = FIELD_NAMES[index];
      if (text !== undefined && text !== '' && name !== undefined) known[name] = Number(text);
    }
    return fields['lastPrice'] === undefined ? 0 : known.lastPrice ?? 0;
  }

  private book({ ts, cts = ts, data }: Message): number {
    const { s, b: [bid], a: [ask] } = data as { s: string; b: [string, string][]; a: [string, string][] };
    const known = this.stateOf(s);
    known.timeMs = cts;
    if (bid) { known.bidPrice = Number(bid[0]); known.bidQuantity = Number(bid[1]); }
    if (ask) { known.askPrice = Number(ask[0]); known.askQuantity = Number(ask[1]); }
    return bid ? known.bidPrice ?? 0 : 0;
  }

  private trades({ topic, data }: Message): number {
    const known = this.stateOf(topic.slice('publicTrade.'.length));
    const rows = data as { T: number; p: string; v: string; S: string; i: string }[];
    known.trades = rows.map(({ T, p, v, S, i }) => ({ timeMs: T, price: Number(p), quantity: Number(v), isBuy: S === 'Buy', id: i }));
    return known.trades.at(-1)?.price ?? 0;
  }
}
