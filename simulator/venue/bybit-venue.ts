import { scaledClock } from '../../adapters/clock';
import { makeMarket } from '../market/market';
import type { LedgerEntry } from '../market/plants/plant';
import type { PlantSettings } from '../market/plants/plant-schedule';
import { control } from './control';
import type { VenueFaults } from './faults';
import { makeRequestListener, type RestAnswer } from './http-server';
import { LedgerFile } from './ledger-file';
import { listenOnLoopback } from './listener';
import { answerRest } from './rest';
import { VenueSession } from './session';
import { ROUND_MS, VenueCore } from './venue-core';
import { type VenueDoor, VenueWebSockets } from './ws-server';

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
  /** Market time up to which everything has been sent, without any skew: on a busy machine behind the clock for a while. */
  reachedMs(): number;
  close(): Promise<void>;
}

/** Contracts kept back for the verb `list`. */
const SPARES = 8;
const WS_PATH = '/v5/public/linear';

/** An HTTP status as the venue's front answers it: a page for 5xx, a short text for the rest, never the JSON envelope. */
const refusal = (status: number): RestAnswer => (
  { status, body: status >= 500 ? '<html><body><h1>Service Unavailable</h1></body></html>' : 'access too frequent', type: 'text/html' });

const doorOf = (core: VenueCore): VenueDoor => ({
  faults: core.faults,
  refusalOf: ({ pathname }) => (pathname === WS_PATH ? undefined : { status: 404, retryAfterSeconds: undefined }),
  opened: (socket, tcp, _, count) => { core.joined(new VenueSession(socket, tcp, `sim-${count.toString(36).padStart(8, '0')}`, core)); },
});

/** Starts a simulated Bybit v5 (linear) on loopback. Rejects with a sentence when the port or the ledger file cannot be had. */
export const startBybitVenue = async (options: BybitVenueOptions = {}): Promise<BybitVenue> => {
  const { port = 0, seed = 1, speed = 1, anchorMs = Date.now(), symbolCount = 320, plants = true, bookDensity = 1, ledgerFile } = options;
  const market = makeMarket({ seed, symbolCount: symbolCount + SPARES, startTimeMs: anchorMs, plants, bookDensity, tickerEverySeconds: Infinity });
  const core = new VenueCore(market, scaledClock(anchorMs, speed), speed, anchorMs, SPARES);
  const ledger = ledgerFile === undefined ? undefined : await LedgerFile.open(ledgerFile);
  const listener = makeRequestListener({
    faults: core.faults, refusal, control: (text) => control(core.faults, text), ledger: () => market.ledger(),
    answer: (path, query) => answerRest(core, path, query),
  });
  const server = await listenOnLoopback(port, listener).catch(async (error: unknown) => {
    await ledger?.close();
    throw error;
  });
  const sockets = new VenueWebSockets(server.http, doorOf(core));
  const timer = setInterval(() => {
    core.round();
    ledger?.append(market.ledger());
  }, ROUND_MS);
  return {
    port: server.port, wsUrl: `ws://${server.address}${WS_PATH}`, restUrl: `http://${server.address}`, faults: core.faults, ledger: () => market.ledger(),
    reachedMs: () => core.reachedMs,
    close: async () => {
      clearInterval(timer);
      core.terminateAll();
      sockets.close();
      await server.close();
      ledger?.append(market.ledger());
      await ledger?.close();
    },
  };
};
