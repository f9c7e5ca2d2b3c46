import type { Bar } from '../../../core/market/bar';
import type { Instrument } from '../../../core/market/instrument';
import { assertUrl } from '../assert-url';
import { HttpJson, RestError } from '../http-json';
import { isRecord, readTimeMs, type RawRecord } from '../numeric-fields';
import { RequestLimiter } from '../request-limiter';
import { readClosedBars } from './bars';
import { isEligible, readInstrument } from './instruments';
import { INSTRUMENTS_PATH, KLINE_PATH, TOO_MANY_VISITS, type RestAnswer } from './messages';

const PAGE_SIZE = 1_000;
const MAX_PAGES = 20;
const MAX_KLINES = 1_000;
const TOO_MANY_VISITS_WAIT_MS = 5_000;

export interface InstrumentList {
  readonly instruments: readonly Instrument[];
  /** Sentences about eligible rows that could not be read. */
  readonly unreadable: readonly string[];
}

/** The two public REST calls of Bybit v5 that the radar needs. Every failure is a RestError with host, path and cause. */
export class BybitRest {
  private readonly http: HttpJson;

  /** Throws when `restUrl` is not an http(s) URL. */
  constructor(restUrl: string) {
    this.http = new HttpJson({ baseUrl: assertUrl('REST URL', restUrl, ['https:', 'http:']), limiter: new RequestLimiter() });
  }

  /** The venue has told us to stop asking; every call fails at once until then. */
  get isBlocked(): boolean {
    return this.http.isBlocked;
  }

  /** Every coin perpetual in USDT that trades now, over all pages. An empty list is an error: a venue without markets is not one. */
  async fetchInstruments(timeoutMs?: number): Promise<InstrumentList> {
    const bySymbol = new Map<string, Instrument>();
    const unreadable: string[] = [];
    let cursor = '';
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { result } = await this.ask(INSTRUMENTS_PATH, { category: 'linear', limit: String(PAGE_SIZE), ...(cursor === '' ? {} : { cursor }) }, timeoutMs);
      for (const row of listOf(result, INSTRUMENTS_PATH)) {
        if (!isRecord(row) || !isEligible(row)) continue;
        const instrument = readInstrument(row);
        if (typeof instrument === 'string') unreadable.push(instrument);
        else bySymbol.set(instrument.symbol, instrument);
      }
      const next = result['nextPageCursor'];
      if (typeof next !== 'string' || next === '' || next === cursor) return this.whole([...bySymbol.values()], unreadable);
      cursor = next;
    }
    throw new RestError(`${INSTRUMENTS_PATH}: more than ${MAX_PAGES} pages of instruments, expected an end`);
  }

  /** The last `limit` closed one-minute bars, oldest first and without a hole; fewer when the history is shorter. */
  async fetchOneMinuteBars(symbol: string, limit: number): Promise<Bar[]> {
    // One more than asked for: the newest row is usually the minute that still forms.
    const query = { category: 'linear', symbol, interval: '1', limit: String(Math.min(MAX_KLINES, limit + 1)) };
    const { result, timeMs } = await this.ask(KLINE_PATH, query);
    try {
      return readClosedBars(listOf(result, KLINE_PATH), timeMs).slice(-limit);
    } catch (error) {
      throw error instanceof RestError ? error : new RestError(`${KLINE_PATH} of ${symbol}: ${(error as Error).message}`);
    }
  }

  stop(): void {
    this.http.stop();
  }

  private whole(instruments: readonly Instrument[], unreadable: readonly string[]): InstrumentList {
    if (instruments.length > 0) return { instruments, unreadable };
    throw new RestError(`${INSTRUMENTS_PATH}: no USDT perpetual in the answer${unreadable[0] === undefined ? '' : ` (${unreadable[0]})`}`);
  }

  private async ask(path: string, query: Readonly<Record<string, string>>, timeoutMs?: number): Promise<{ result: RawRecord; timeMs: number }> {
    const answer = await this.http.get(path, query, timeoutMs);
    if (!isRecord(answer)) throw new RestError(`${path}: the answer is not a JSON object`);
    const { retCode, retMsg, result, time }: RestAnswer = answer;
    if (retCode === TOO_MANY_VISITS) this.http.block(TOO_MANY_VISITS_WAIT_MS);
    if (retCode !== 0) throw new RestError(`${path}: retCode ${JSON.stringify(retCode) ?? 'absent'} "${String(retMsg).slice(0, 120)}", expected 0`);
    const timeMs = readTimeMs(time);
    if (timeMs === undefined) throw new RestError(`${path}: field "time" is ${JSON.stringify(time) ?? 'absent'}, expected epoch milliseconds`);
    if (!isRecord(result)) throw new RestError(`${path}: field "result" is not an object`);
    return { result, timeMs };
  }
}

const listOf = (result: RawRecord, path: string): readonly unknown[] => {
  const list = result['list'];
  if (!Array.isArray(list)) throw new RestError(`${path}: field "result.list" is not a list`);
  return list;
};
