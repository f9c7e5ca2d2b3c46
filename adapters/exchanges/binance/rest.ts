import type { Bar } from '../../../core/market/bar';
import type { BookSnapshotEvent, HourlyVolumeEvent } from '../../../core/market/depth-events';
import type { Instrument } from '../../../core/market/instrument';
import type { MarketClock } from '../../clock';
import { assertUrl } from '../assert-url';
import { HttpJson, RestError } from '../http-json';
import { isRecord, type RawRecord } from '../numeric-fields';
import { RequestLimiter } from '../request-limiter';
import type { FeedObserver } from '../venue-feed';
import { readClosedBars, readHourlyVolumes } from './bars';
import { FrameFields, readLevelPairs } from './frame-fields';
import { isEligible, readInstrument, readTurnovers, readWeightLimit } from './instruments';
import { REST_CALLS, type RestCalls } from './rest-calls';
import type { BinanceMarket } from './streams';
import { WeightBudget } from './weight-budget';

/** Spot's list of symbols has several MB. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const MAX_KLINES = 1_000;
const USED_WEIGHT = 'x-mbx-used-weight-1m';

export interface InstrumentList {
  readonly instruments: readonly Instrument[];
  /** Sentences about eligible rows that could not be read. */
  readonly unreadable: readonly string[];
}

export interface BinanceRestOptions {
  readonly restUrl: string;
  readonly market: BinanceMarket;
  readonly clock: MarketClock;
  readonly budget?: WeightBudget;
  /** Told how long each answer took. */
  readonly observer?: FeedObserver;
}

/**
 * The public REST calls that the whale scanner needs, none of them before its weight is free. Every failure is a RestError with host, path
 * and cause; after 429, 418 or 403 every call fails at once until the venue's Retry-After has passed.
 */
export class BinanceRest {
  private readonly http: HttpJson;
  private readonly calls: RestCalls;
  private readonly budget: WeightBudget;
  private readonly stopping = new AbortController();

  /** Throws when `restUrl` is not an http(s) URL. */
  constructor(private readonly options: BinanceRestOptions) {
    this.calls = REST_CALLS[options.market];
    this.budget = options.budget ?? new WeightBudget();
    this.http = new HttpJson({
      baseUrl: assertUrl('REST URL', options.restUrl, ['https:', 'http:']), limiter: new RequestLimiter(), maxBodyBytes: MAX_BODY_BYTES,
      onHeaders: (headers) => { this.account(headers); },
      onAnswered: (path, tookMs) => { options.observer?.note({ event: 'rest-answered', path, tookMs }); },
    });
  }

  /** The venue has told us to stop asking; every call fails at once until then. */
  get isBlocked(): boolean {
    return this.http.isBlocked;
  }

  /** Every symbol that trades against USDT now, with its turnover of 24 hours. An empty list is an error: a venue without markets is not one. */
  async fetchInstruments(timeoutMs?: number): Promise<InstrumentList> {
    const { exchangeInfo, tickers } = this.calls;
    const info = await this.ask(exchangeInfo, exchangeInfo.query, timeoutMs);
    if (!isRecord(info)) throw new RestError(`${exchangeInfo.path}: the answer is not a JSON object`);
    this.budget.setLimit(readWeightLimit(info) ?? raise(`${exchangeInfo.path}: field "rateLimits" has no REQUEST_WEIGHT of one minute`));
    const turnovers = readTurnovers(listOf(await this.ask(tickers, tickers.query, timeoutMs), tickers.path));
    return this.instrumentsOf(listOf(info['symbols'], exchangeInfo.path), turnovers);
  }

  /** The best levels of a whole book, where a book kept from diffs begins. */
  async fetchSnapshot(symbol: string): Promise<BookSnapshotEvent> {
    const { depth } = this.calls;
    const answer = await this.ask(depth, { symbol, limit: String(depth.levels) });
    return this.read(`${depth.path} of ${symbol}`, () => readSnapshot(answer, symbol, this.options.clock.nowMs()));
  }

  /** The last `limit` closed one-minute bars, oldest first and without a hole; fewer when the history is shorter. */
  async fetchOneMinuteBars(symbol: string, limit: number): Promise<Bar[]> {
    const rows = await this.klines(symbol, '1m', limit);
    return this.read(`klines of ${symbol}`, () => readClosedBars(rows, this.options.clock.nowMs()).slice(-limit));
  }

  /** The last `limit` closed hours of a symbol, oldest first. */
  async fetchHourlyVolume(symbol: string, limit: number): Promise<HourlyVolumeEvent> {
    const rows = await this.klines(symbol, '1h', limit);
    const nowMs = this.options.clock.nowMs();
    return this.read(`klines of ${symbol}`, () =>
      ({ kind: 'hourly-volume', symbol, hours: readHourlyVolumes(rows, nowMs).slice(-limit), exchangeTimeMs: nowMs, receivedTimeMs: nowMs }));
  }

  stop(): void {
    this.stopping.abort();
    this.http.stop();
  }

  private account(headers: Headers): void {
    const used = Number(headers.get(USED_WEIGHT) ?? Number.NaN);
    if (Number.isFinite(used)) this.budget.counted(used);
  }

  /** One more than asked for: the newest row is the one that still forms. */
  private async klines(symbol: string, interval: '1m' | '1h', limit: number): Promise<readonly unknown[]> {
    const { klines } = this.calls;
    return listOf(await this.ask(klines, { symbol, interval, limit: String(Math.min(MAX_KLINES, limit + 1)) }), klines.path);
  }

  private instrumentsOf(rows: readonly unknown[], turnovers: ReadonlyMap<string, number>): InstrumentList {
    const found = rows.filter(isRecord).filter((row) => isEligible(row, this.options.market)).map((row) => readInstrument(row, turnovers));
    const instruments = found.filter((one) => typeof one !== 'string');
    const unreadable = found.filter((one) => typeof one === 'string');
    if (instruments.length > 0) return { instruments, unreadable };
    throw new RestError(`${this.calls.exchangeInfo.path}: no symbol against USDT in the answer${unreadable[0] === undefined ? '' : ` (${unreadable[0]})`}`);
  }

  private async ask({ path, weight }: { readonly path: string; readonly weight: number }, query: Readonly<Record<string, string>>, timeoutMs?: number): Promise<unknown> {
    // A call that fails at once must not wait for weight first.
    if (!this.isBlocked) await this.budget.admit(weight, this.stopping.signal);
    return this.http.get(path, query, timeoutMs);
  }

  private read<Value>(what: string, read: () => Value): Value {
    try {
      return read();
    } catch (error) {
      throw new RestError(`${what}: ${(error as Error).message}`);
    }
  }
}

/** The depth endpoint's answer. @throws Refusal, by field, for what is not documented. */
export const readSnapshot = (answer: unknown, symbol: string, receivedTimeMs: number): BookSnapshotEvent => {
  const payload: RawRecord = isRecord(answer) ? answer : {};
  const fields = new FrameFields(payload, undefined);
  return {
    kind: 'book-snapshot', symbol, lastUpdateId: fields.id('lastUpdateId'), bids: readLevelPairs(payload['bids'], 'bids'), asks: readLevelPairs(payload['asks'], 'asks'),
    exchangeTimeMs: fields.firstTimeMs() ?? receivedTimeMs, receivedTimeMs,
  };
};

const raise = (cause: string): never => {
  throw new RestError(cause);
};

const listOf = (value: unknown, path: string): readonly unknown[] => (Array.isArray(value) ? value : raise(`${path}: the answer is not a list`));
