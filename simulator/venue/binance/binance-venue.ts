import { scaledClock } from '../../../adapters/clock';
import { makeDepthMarket } from '../../market/depth/depth-market';
import type { WallLife } from '../../market/depth/walls/wall';
import type { WallSettings } from '../../market/depth/walls/wall-schedule';
import { makeRequestListener } from '../http-server';
import { LedgerFile } from '../ledger-file';
import { listenOnLoopback } from '../listener';
import { type HandshakeRefusal, type VenueDoor, VenueWebSockets } from '../ws-server';
import { controlBinance } from './binance-control';
import { BinanceCore, ROUND_MS } from './binance-core';
import { answerBinanceRest, refusalBody } from './binance-rest';
import { BinanceSession, type SessionLimits } from './binance-session';
import type { DepthFaults } from './depth-faults';
import { type BinanceMarket, DIALECTS, type Dialect } from './dialect';
import { RateWindow } from './rate-window';
import { RequestWeights } from './request-weights';

export interface BinanceVenueOptions {
  readonly market?: BinanceMarket;
  /** 0 takes any free port. */
  readonly port?: number;
  readonly seed?: number;
  /** Market milliseconds per real millisecond. Above 1, books are conflated to one message per stream for the market time of 100 real ms; trades are all delivered. */
  readonly speed?: number;
  /** Real time (epoch ms) at which market time equals real time, and at which the market starts. */
  readonly anchorMs?: number;
  readonly symbolCount?: number;
  readonly walls?: boolean | Partial<WallSettings>;
  readonly bookDensity?: number;
  readonly ledgerFile?: string;
  /** Real time after which a connection is closed; 24 hours unless shortened. */
  readonly lifetimeMs?: number;
  readonly pingEveryMs?: number;
  readonly weightPerMinute?: number;
  readonly connectsPer5Minutes?: number;
}

export interface BinanceVenue {
  /** Without a path: clients add `/stream`, `/ws/<stream>` or, on futures, `/public/stream` and `/market/stream`. */
  readonly wsUrl: string;
  readonly restUrl: string;
  readonly port: number;
  readonly faults: DepthFaults;
  ledger(): readonly WallLife[];
  /** Market time up to which everything has been sent but for books whose turn is to come, without any skew: on a busy machine behind the clock for a while. */
  reachedMs(): number;
  close(): Promise<void>;
}

const SPARES = 4;
const DAY_MS = 86_400_000;
const FIVE_MINUTES_MS = 300_000;
const CONNECTS_PER_5_MINUTES = 300;
/** First length of a ban; the real venue's grow to three days. */
const BAN_MS = 120_000;

const PATH = /^(\/public|\/market)?\/(ws|stream)(?:\/(.*))?$/;

interface Address { readonly path: string; readonly isCombined: boolean; readonly streams: readonly string[] }

const addressOf = (dialect: Dialect, { pathname, searchParams }: URL): Address | undefined => {
  const [, path = '', kind, rest] = PATH.exec(pathname) ?? [];
  if (kind === undefined || !(path in dialect.pathClasses)) return undefined;
  const names = kind === 'stream' ? searchParams.get('streams') : decodeURIComponent(rest ?? '');
  return { path, isCombined: kind === 'stream', streams: (names ?? '').split('/').filter((name) => name !== '') };
};

const doorOf = (core: BinanceCore, connects: RateWindow): VenueDoor => ({
  faults: core.faults,
  refusalOf: (url): HandshakeRefusal | undefined => {
    const nowMs = Date.now();
    if (!connects.take(nowMs)) return { status: 429, retryAfterSeconds: Math.ceil(connects.waitMs(nowMs) / 1_000) };
    return addressOf(core.dialect, url) ? undefined : { status: 404, retryAfterSeconds: undefined };
  },
  opened: (socket, tcp, url) => {
    const address = addressOf(core.dialect, url);
    const session = new BinanceSession(socket, tcp, address?.path ?? '', address?.isCombined ?? false, core);
    core.joined(session);
    session.begin(address?.streams ?? []);
  },
});

const limitsOf = (dialect: Dialect, { lifetimeMs = DAY_MS, pingEveryMs = dialect.pingEveryMs }: BinanceVenueOptions): SessionLimits =>
  ({ messagesPerSecond: dialect.messagesPerSecond, pingEveryMs, pongWithinMs: dialect.pongWithinMs, lifetimeMs });

/** Starts a simulated Binance, spot or USDⓈ-M futures, on loopback. Rejects with a sentence when the port or the ledger file cannot be had. */
export const startBinanceVenue = async (options: BinanceVenueOptions = {}): Promise<BinanceVenue> => {
  const { port = 0, seed = 1, speed = 1, anchorMs = Date.now(), symbolCount = 60, walls = true, bookDensity, ledgerFile } = options;
  const dialect = DIALECTS[options.market ?? 'spot'];
  const market = makeDepthMarket({ seed, symbolCount: symbolCount + SPARES, startTimeMs: anchorMs, walls, ...(bookDensity === undefined ? {} : { bookDensity }) });
  const core = new BinanceCore({
    market, dialect, clock: scaledClock(anchorMs, speed), speed, seed, startMs: anchorMs, spareCount: SPARES, limits: limitsOf(dialect, options),
    weights: new RequestWeights(options.weightPerMinute ?? dialect.weightPerMinute, BAN_MS),
  });
  const ledger = ledgerFile === undefined ? undefined : await LedgerFile.open(ledgerFile);
  const server = await listenOnLoopback(port, makeRequestListener({
    faults: core.faults, refusal: refusalBody, control: (text) => controlBinance(core.faults, text), ledger: () => market.ledger(),
    answer: (path, query) => answerBinanceRest(core, path, query),
  })).catch(async (error: unknown) => {
    await ledger?.close();
    throw error;
  });
  const sockets = new VenueWebSockets(server.http, doorOf(core, new RateWindow(options.connectsPer5Minutes ?? CONNECTS_PER_5_MINUTES, FIVE_MINUTES_MS)));
  const timer = setInterval(() => {
    core.round();
    ledger?.append(market.told());
  }, ROUND_MS);
  return {
    port: server.port, wsUrl: `ws://${server.address}`, restUrl: `http://${server.address}`, faults: core.faults, ledger: () => market.ledger(),
    reachedMs: () => core.marketMs(),
    close: async () => {
      clearInterval(timer);
      core.terminateAll();
      sockets.close();
      await server.close();
      ledger?.append(market.told());
      await ledger?.close();
    },
  };
};
