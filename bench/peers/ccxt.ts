import type { Instrument } from '../../core/market/instrument';
import { FIELD, type MarketFrame } from '../../core/market/market-frame';
import { firstDifference, type FrameReader } from '../decode/frame-reader';
import { loadPeer } from './load-peer';

export interface CcxtClient {
  /** What its socket's stream of messages is fed into. */
  onMessage: (event: { readonly data: string }) => void;
}

export interface CcxtBybit {
  readonly tickers: Readonly<Record<string, { readonly last?: number } | undefined>>;
  readonly trades: Readonly<Record<string, { readonly length: number; readonly at?: (index: number) => CcxtTrade | undefined } & readonly CcxtTrade[] | undefined>>;
  readonly bidsasks: Readonly<Record<string, { readonly bid?: number; readonly ask?: number } | undefined>>;
  setMarkets(markets: readonly object[]): void;
  client(url: string): CcxtClient;
  watchTickers(symbols: readonly string[]): Promise<unknown>;
  loadHttpProxyAgent(): Promise<unknown>;
  urls: { api: { ws: Record<string, unknown> } };
}

interface CcxtTrade {
  readonly price: number;
  readonly amount: number;
}

interface Exports {
  readonly pro: { readonly bybit: new (options: object) => CcxtBybit };
}

const marketOf = ({ symbol, baseCoin, tickSize }: Instrument): object => ({
  id: symbol, symbol: unifiedSymbol(baseCoin), base: baseCoin, quote: 'USDT', settle: 'USDT', baseId: baseCoin, quoteId: 'USDT', settleId: 'USDT',
  type: 'swap', spot: false, margin: false, swap: true, future: false, option: false, contract: true, linear: true, inverse: false, active: true,
  contractSize: 1, precision: { price: tickSize, amount: 0.001 }, limits: {}, info: {},
});

export const unifiedSymbol = (baseCoin: string): string => `${baseCoin}/USDT:USDT`;

/** ccxt.pro's Bybit with its markets set by hand: its own list of them is on the network. */
export const makeCcxtBybit = (instruments: readonly Instrument[]): CcxtBybit => {
  const exchange = new (loadPeer<Exports>('ccxt').pro.bybit)({ enableRateLimit: false });
  exchange.setMarkets(instruments.map(marketOf));
  return exchange;
};

/** ccxt.pro's handler of Bybit's messages: unified tickers, books and trades in its caches. */
export class CcxtReader implements FrameReader {
  readonly name = 'ccxt.pro';
  sum = 0;
  private readonly exchange: CcxtBybit;
  private readonly client: CcxtClient;
  private readonly unified: ReadonlyMap<string, string>;

  constructor(instruments: readonly Instrument[]) {
    this.exchange = makeCcxtBybit(instruments);
    this.client = this.exchange.client('wss://stream.bybit.com/v5/public/linear');
    this.unified = new Map(instruments.map(({ symbol, baseCoin }) => [symbol, unifiedSymbol(baseCoin)]));
  }

  read(frame: Buffer): void {
    this.client.onMessage({ data: frame.toString() });
    this.sum += 1;
  }

  difference(ours: MarketFrame, symbol: string): string | undefined {
    const unified = this.unified.get(symbol) ?? symbol;
    if (ours.kind === 'trades') {
      const cached = this.exchange.trades[unified];
      const last = cached?.[cached.length - 1];
      return firstDifference([['price', last?.price, ours.tradePrices[ours.tradeCount - 1]], ['amount', last?.amount, ours.tradeQuantities[ours.tradeCount - 1]]]);
    }
    if (ours.kind === 'book-top') {
      const best = this.exchange.bidsasks[unified];
      return firstDifference([['bid', best?.bid, ours.values[FIELD.bidPrice]], ['ask', best?.ask, ours.values[FIELD.askPrice]]]);
    }
    if ((ours.present & (1 << FIELD.lastPrice)) === 0) return undefined;
    return firstDifference([['last', this.exchange.tickers[unified]?.last, ours.values[FIELD.lastPrice]]]);
  }
}
