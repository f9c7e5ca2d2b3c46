import { FIELD, type MarketFrame } from '../../core/market/market-frame';
import { firstDifference, type FrameReader } from '../decode/frame-reader';
import { loadPeer } from './load-peer';

interface Mapper {
  canHandle(message: unknown): boolean;
  map(message: unknown, localTimestamp: Date): Iterable<Normalized> | undefined;
}

interface NormalizedTrade {
  readonly type: 'trade';
  readonly price: number;
  readonly amount: number;
  readonly side: string;
  readonly timestamp: Date;
}

interface BookTicker {
  readonly type: 'book_ticker';
  readonly bidPrice?: number;
  readonly bidAmount?: number;
  readonly askPrice?: number;
  readonly askAmount?: number;
}

type Normalized = NormalizedTrade | BookTicker | { readonly type: 'derivative_ticker'; readonly lastPrice?: number };

interface Exports {
  readonly normalizeTrades: (exchange: string, localTimestamp: Date) => Mapper;
  readonly normalizeBookTickers: (exchange: string, localTimestamp: Date) => Mapper;
  readonly normalizeDerivativeTickers: (exchange: string, localTimestamp: Date) => Mapper;
}

/** tardis-dev: the mappers that turn Bybit's messages into its normalised trades, best bids and asks, and tickers. */
export class TardisReader implements FrameReader {
  readonly name = 'tardis-dev mappers';
  sum = 0;
  private readonly mappers: readonly Mapper[];
  private last: Normalized[] = [];

  constructor() {
    const tardis = loadPeer<Exports>('tardis-dev');
    const now = new Date();
    this.mappers = [tardis.normalizeTrades, tardis.normalizeBookTickers, tardis.normalizeDerivativeTickers].map((make) => make('bybit', now));
  }

  /** As its `normalizeMessages` does, without the asynchronous generators that it wraps around them. */
  read(frame: Buffer, receivedTimeMs: number): void {
    const message: unknown = JSON.parse(frame.toString());
    const receivedAt = new Date(receivedTimeMs);
    this.last = [];
    for (const mapper of this.mappers) {
      if (!mapper.canHandle(message)) continue;
      for (const normalized of mapper.map(message, receivedAt) ?? []) this.last.push(normalized);
    }
    this.sum += this.last.length;
  }

  difference(ours: MarketFrame): string | undefined {
    const { values } = ours;
    if (ours.kind === 'trades' && this.last.length !== ours.tradeCount) return `${this.last.length} trades, ours ${ours.tradeCount}`;
    return firstDifference(this.last.flatMap((one, row): [string, unknown, unknown][] => {
      if (one.type === 'trade') {
        return [['price', one.price, ours.tradePrices[row]], ['amount', one.amount, ours.tradeQuantities[row]],
          ['side', one.side === 'buy' ? 1 : 0, ours.tradeIsBuy[row]], ['time', one.timestamp.getTime(), ours.tradeTimesMs[row]]];
      }
      if (one.type === 'book_ticker') {
        return [['bid', one.bidPrice, values[FIELD.bidPrice]], ['bid amount', one.bidAmount, values[FIELD.bidQuantity]],
          ['ask', one.askPrice, values[FIELD.askPrice]], ['ask amount', one.askAmount, values[FIELD.askQuantity]]];
      }
      return (ours.present & (1 << FIELD.lastPrice)) === 0 ? [] : [['last price', one.lastPrice, values[FIELD.lastPrice]]];
    }));
  }
}
