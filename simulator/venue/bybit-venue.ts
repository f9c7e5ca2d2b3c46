import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scaledClock } from '../../adapters/clock';
import { makeMarket } from '../market/market';
import type { LedgerEntry } from '../market/plants/plant';
import type { PlantSettings } from '../market/plants/plant-schedule';
import type { VenueFaults } from './faults';
import { makeRequestListener } from './http-server';
import { LedgerFile } from './ledger-file';
import { ROUND_MS, VenueCore } from './venue-core';
import { VenueWebSockets, WS_PATH } from './ws-server';

export interface BybitVenueOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly seed?: number;
  /**
   * Market milliseconds per real millisecond. Above 1, tickers and tops of book are conflated to one message per 100 ms and
   * 10 ms of real time per symbol; trades are all delivered. Above 20 a top of book shows too few updates per market second
   * for detectors that count them.
   */
  readonly speed?: number;
  /** Real time (epoch ms) at which market time equals real time, and at which the market starts. */
  readonly anchorMs?: number;
  readonly symbolCount?: number;
  readonly plants?: boolean | Partial<PlantSettings>;
  readonly bookDensity?: number;
  readonly ledgerFile?: string;
}

export interface BybitVenue {
  readonly wsUrl: string;
  readonly restUrl: string;
  readonly port: number;
  readonly faults: VenueFaults;
  ledger(): readonly LedgerEntry[];
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** Contracts kept back for the verb `list`. */
const SPARES = 8;

/** Starts a simulated Bybit v5 (linear) on loopback. Rejects with a sentence when the port or the ledger file cannot be had. */
export const startBybitVenue = async (options: BybitVenueOptions = {}): Promise<BybitVenue> => {
  const { port = 0, seed = 1, speed = 1, anchorMs = Date.now(), symbolCount = 320, plants = true, bookDensity = 1, ledgerFile } = options;
  const market = makeMarket({ seed, symbolCount: symbolCount + SPARES, startTimeMs: anchorMs, plants, bookDensity, tickerEverySeconds: Infinity });
  const core = new VenueCore(market, scaledClock(anchorMs, speed), speed, anchorMs, SPARES);
  const ledger = ledgerFile === undefined ? undefined : await LedgerFile.open(ledgerFile);
  const http = createServer(makeRequestListener(core, core.faults));
  const sockets = new VenueWebSockets(http, core, (session) => { core.joined(session); });
  http.listen(port, HOST);
  try {
    await once(http, 'listening');
  } catch (error) {
    await ledger?.close();
    throw new Error(`port ${port} on ${HOST} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
  const timer = setInterval(() => {
    core.round();
    ledger?.append(market.ledger());
  }, ROUND_MS);
  const bound = (http.address() as AddressInfo).port;
  return {
    port: bound, wsUrl: `ws://${HOST}:${bound}${WS_PATH}`, restUrl: `http://${HOST}:${bound}`, faults: core.faults, ledger: () => market.ledger(),
    close: async () => {
      clearInterval(timer);
      core.terminateAll();
      sockets.close();
      http.closeAllConnections();
      await new Promise<void>((resolve) => { http.close(() => { resolve(); }); });
      ledger?.append(market.ledger());
      await ledger?.close();
    },
  };
};
