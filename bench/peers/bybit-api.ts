import { FIELD, type MarketFrame } from '../../core/market/market-frame';
import { firstDifference, type FrameReader } from '../decode/frame-reader';
import { loadPeer } from './load-peer';

interface WebsocketClient {
  on(event: 'update', handler: (update: Update) => void): void;
  /** What its socket's `onmessage` calls. */
  onWsMessage(event: { readonly data: string; readonly type: 'message' }, wsKey: string): void;
}

interface Update {
  readonly topic: string;
  readonly ts: number;
  readonly data: unknown;
}

interface Exports {
  readonly WebsocketClient: new (options: object, logger: object) => WebsocketClient;
}

const silent = (): void => undefined;
export const SILENT_LOGGER = { trace: silent, info: silent, error: silent };
export const LINEAR_KEY = 'v5LinearPublic';

/** bybit-api: a message parsed and given out as an `update`; its numbers are left as text. */
export class BybitApiReader implements FrameReader {
  readonly name = 'bybit-api';
  private readonly client = new (loadPeer<Exports>('bybit-api').WebsocketClient)({ market: 'v5' }, SILENT_LOGGER);
  sum = 0;
  private last: Update | undefined;

  constructor() {
    this.client.on('update', (update) => {
      this.sum += 1;
      this.last = update;
    });
  }

  read(frame: Buffer): void {
    this.client.onWsMessage({ data: frame.toString(), type: 'message' }, LINEAR_KEY);
  }

  difference(ours: MarketFrame, symbol: string): string | undefined {
    const { topic, data } = this.last ?? { topic: 'none', data: {} };
    if (ours.kind === 'trades') {
      const rows = data as { p: string; v: string }[];
      return firstDifference([['topic', topic, `publicTrade.${symbol}`], ['trades', rows.length, ours.tradeCount],
        ...rows.map(({ p, v }, row) => ['price x quantity', Number(p) * Number(v), (ours.tradePrices[row] ?? 0) * (ours.tradeQuantities[row] ?? 0)] as const)]);
    }
    if (ours.kind === 'book-top') {
      const { b: [bid], a: [ask] } = data as { b: [string, string][]; a: [string, string][] };
      return firstDifference([['bid', Number(bid?.[0]), ours.values[FIELD.bidPrice]], ['ask', Number(ask?.[0]), ours.values[FIELD.askPrice]]]);
    }
    const { lastPrice } = data as { lastPrice?: string };
    return lastPrice === undefined ? undefined : firstDifference([['lastPrice', Number(lastPrice), ours.values[FIELD.lastPrice]]]);
  }
}
