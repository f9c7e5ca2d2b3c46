import { SILENT_LOGGER } from '../peers/bybit-api';
import { makeCcxtBybit, unifiedSymbol, type CcxtClient } from '../peers/ccxt';
import { loadPeer } from '../peers/load-peer';
import { FrameMeter } from './frame-meter';
import { allTopics, type StreamClient } from './stream-client';

interface WebsocketClient {
  on(event: 'update', handler: () => void): void;
  subscribeV5(topics: readonly string[], category: 'linear'): unknown;
}

interface BybitApi {
  readonly WebsocketClient: new (options: object, logger: object) => WebsocketClient;
}

/** bybit-api with a handler that only counts. */
export const bybitApiClient: StreamClient = (url, { instruments, receivedTimesMs, measuredFrom }, onDone) => {
  const meter = new FrameMeter(measuredFrom, receivedTimesMs.length, (cpuNsPerFrame) => { onDone(cpuNsPerFrame, null); });
  const client = new (loadPeer<BybitApi>('bybit-api').WebsocketClient)({ market: 'v5', wsUrl: url }, SILENT_LOGGER);
  client.on('update', () => { meter.count(); });
  void client.subscribeV5(allTopics(instruments), 'linear');
};

/** Counts the frames where ccxt's socket hands them over. The first is the acknowledgement. */
const countMessages = (client: CcxtClient, count: () => void): void => {
  const onMessage = client.onMessage.bind(client);
  let isAcknowledged = false;
  client.onMessage = (event) => {
    onMessage(event);
    if (isAcknowledged) count();
    isAcknowledged = true;
  };
};

/** ccxt.pro's documented loop over `watchTickers`. */
export const ccxtClient: StreamClient = (url, { instruments, receivedTimesMs, measuredFrom }, onDone) => {
  const meter = new FrameMeter(measuredFrom, receivedTimesMs.length, (cpuNsPerFrame) => { onDone(cpuNsPerFrame, null); });
  const exchange = makeCcxtBybit(instruments);
  exchange.urls.api.ws['public'] = { linear: url };
  const symbols = instruments.map(({ baseCoin }) => unifiedSymbol(baseCoin));
  const watch = async (): Promise<never> => {
    // Without it a URL that is not TLS is refused.
    await exchange.loadHttpProxyAgent();
    countMessages(exchange.client(url), () => { meter.count(); });
    for (;;) await exchange.watchTickers(symbols);
  };
  watch().catch((error: unknown) => { throw error instanceof Error ? error : new Error(String(error)); });
};
