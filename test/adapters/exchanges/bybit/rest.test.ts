import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readClosedBars } from '../../../../adapters/exchanges/bybit/bars';
import { BybitRest } from '../../../../adapters/exchanges/bybit/rest';
import { HttpJson } from '../../../../adapters/exchanges/http-json';
import { RequestLimiter } from '../../../../adapters/exchanges/request-limiter';
import { withRefusingPort } from '../../../support/refusing-port';
import { fixture } from './fixture';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let handler: Handler;
let asked: string[];
let rest: BybitRest;
let baseUrl: string;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    handler(request, response);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  rest = new BybitRest(baseUrl);
});
afterEach(async () => {
  jest.restoreAllMocks();
  rest.stop();
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
});

const respond = (body: string, status = 200, headers: Record<string, string> = {}): Handler => (_, response) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
};

describe('instruments', () => {
  test('S1.7: every page is followed, and only coin perpetuals in USDT that trade are kept', async () => {
    handler = (request, response) => {
      const isSecond = new URL(request.url ?? '', baseUrl).searchParams.get('cursor') === 'first%3DTAOUSDT%26last%3DEURUSDT';
      respond(fixture(isSecond ? 'rest_instruments_page_2' : 'rest_instruments_page_1'))(request, response);
    };
    expect(await rest.fetchInstruments()).toEqual({
      unreadable: [],
      instruments: [
        { symbol: 'TAOUSDT', baseCoin: 'TAO', quoteCoin: 'USDT', tickSize: 0.01 },
        { symbol: '1000PEPEUSDT', baseCoin: '1000PEPE', quoteCoin: 'USDT', tickSize: 1e-7 },
      ],
    });
    expect(asked).toHaveLength(2);
  });

  test('B12: an instrument that cannot be read is left out and said, the others stay', async () => {
    const page = fixture('rest_instruments_page_2').replace('"0.0000001",\n', '"0.0000001",\n').replace('"tickSize": "0.0000001"', '"tickSize": "0"');
    handler = respond(page.replace('"status": "Closed"', '"status": "Trading"'));
    const { instruments, unreadable } = await rest.fetchInstruments();
    expect(instruments.map(({ symbol }) => symbol)).toEqual(['OLDUSDT']);
    expect(unreadable).toEqual(['1000PEPEUSDT: field "priceFilter.tickSize" is "0", expected a number above 0']);
  });

  test('B17: a cursor that never ends is an error, not a loop', async () => {
    let page = 0;
    handler = (request, response) => { respond(fixture('rest_instruments_page_1').replace('first%3D', `page${page++}%3D`))(request, response); };
    await expect(rest.fetchInstruments()).rejects.toThrow('more than 20 pages of instruments');
  });

  test.each([
    ['{"retCode":10001,"retMsg":"params error","result":{},"time":1795176000000}', 'retCode 10001 "params error", expected 0'],
    ['{"retCode":0,"result":{"list":[]}}', 'field "time" is absent, expected epoch milliseconds'],
    ['{"retCode":0,"result":[],"time":1795176000000}', 'field "result" is not an object'],
    ['{"retCode":0,"result":{"list":{}},"time":1795176000000}', 'field "result.list" is not a list'],
    ['{"retCode":0,"result":{"list":[]},"time":1795176000000}', 'no USDT perpetual in the answer'],
    ['[]', 'the answer is not a JSON object'],
    ['<html>blocked</html>', 'the answer is not JSON but "<html>blocked</html>"'],
  ])('B1: the answer %s is refused with its reason', async (body, reason) => {
    handler = respond(body);
    await expect(rest.fetchInstruments()).rejects.toThrow(reason);
  });
});

describe('one-minute bars', () => {
  test('S1.45: closed bars only, oldest first; the forming minute is found by the venue\'s own clock', async () => {
    handler = respond(fixture('rest_kline'));
    const bars = await rest.fetchOneMinuteBars('TAOUSDT', 200);
    expect(bars.map((bar) => bar.startTimeMs)).toEqual([5, 4, 3, 2, 1].map((back) => 1_795_176_000_000 - back * 60_000));
    expect(bars.at(-1)).toEqual({ startTimeMs: 1_795_175_940_000, open: 412.1, high: 412.8, low: 411.9, close: 412.35, volume: 321.55, tradeCount: 1 });
    expect(bars[3]).toMatchObject({ volume: 0, tradeCount: 0 });
    expect(asked[0]).toBe('/v5/market/kline?category=linear&symbol=TAOUSDT&interval=1&limit=201');
  });

  test('S1.45: at most the wanted number, the newest ones', async () => {
    handler = respond(fixture('rest_kline'));
    expect((await rest.fetchOneMinuteBars('TAOUSDT', 2)).map((bar) => bar.startTimeMs)).toEqual([1_795_175_880_000, 1_795_175_940_000]);
  });

  test('B4: history before a missing minute is left out, as bars are one minute apart', () => {
    const row = (minute: number): string[] => [String(1_795_176_000_000 + minute * 60_000), '1', '2', '0.5', '1.5', '0', '0'];
    expect(readClosedBars([row(5), row(4), row(2), row(1)], 1_795_177_000_000).map((bar) => (bar.startTimeMs - 1_795_176_000_000) / 60_000)).toEqual([4, 5]);
  });

  test.each([
    [['1795176000000', '', '2', '1', '1', '0'], 'kline row 0: field "open" is "", expected a number'],
    [['1795176000001', '1', '2', '1', '1', '0'], 'field "startTime" is 1795176000001, expected a whole minute'],
    [['1795176000000', '3', '2', '1', '1', '0'], 'high 2 and low 1 do not enclose open 3 and close 1'],
    ['row', 'field "startTime" is absent'],
  ])('B12: the row %j is an error that names its field', (row, reason) => {
    expect(() => readClosedBars([row], 1_795_177_000_000)).toThrow(reason);
  });
});

describe('what the network does', () => {
  const client = (options: { timeoutMs?: number; maxBodyBytes?: number } = {}): HttpJson =>
    new HttpJson({ baseUrl: new URL(baseUrl), limiter: new RequestLimiter({ perSecond: 1_000, concurrency: 4 }), ...options });

  /** Monotonic time stands still from now on but for the steps that are told: what a machine takes between two calls must not count. */
  const steppedTime = (): ((stepMs: number) => void) => {
    let nowMs = Math.ceil(performance.now());
    jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
    return (stepMs) => { nowMs += stepMs; };
  };

  test('B17: 403 stops every further request for ten minutes, without another call', async () => {
    const step = steppedTime();
    handler = respond('403, access too frequent', 403);
    await expect(rest.fetchOneMinuteBars('TAOUSDT', 5)).rejects.toThrow('HTTP 403 403, access too frequent');
    expect(rest.isBlocked).toBe(true);
    step(599_500);
    await expect(rest.fetchOneMinuteBars('TAOUSDT', 5)).rejects.toThrow('not asked, the venue wants no requests for another 1 s');
    step(500);
    expect(rest.isBlocked).toBe(false);
    expect(asked).toHaveLength(1);
  });

  test('B17: Retry-After is honoured and then over', async () => {
    const step = steppedTime();
    handler = respond('{}', 429, { 'retry-after': '1' });
    const http = client();
    await expect(http.get('/a', {})).rejects.toThrow('HTTP 429');
    step(999);
    await expect(http.get('/a', {})).rejects.toThrow('not asked, the venue wants no requests for another 1 s');
    handler = respond('{"ok":true}');
    step(1);
    await expect(http.get('/a', {})).resolves.toEqual({ ok: true });
  });

  test('B17: "too many visits" in a 200 answer blocks too', async () => {
    const step = steppedTime();
    handler = respond('{"retCode":10006,"retMsg":"Too many visits!","result":{},"time":1795176000000}');
    await expect(rest.fetchInstruments()).rejects.toThrow('Too many visits!');
    step(4_999);
    expect(rest.isBlocked).toBe(true);
  });

  test('A8: a server that never answers, or drips, is given up at the time-out', async () => {
    handler = () => undefined;
    await expect(client({ timeoutMs: 150 }).get('/slow', {})).rejects.toThrow(/127\.0\.0\.1:\d+ \/slow: no answer within 150 ms/);
    handler = (_, response) => { response.writeHead(200).write('{'); };
    await expect(client({ timeoutMs: 150 }).get('/drip', {})).rejects.toThrow('no answer within 150 ms');
  });

  test('B2: a body beyond the limit is not read to its end', async () => {
    handler = respond(JSON.stringify('x'.repeat(100_000)));
    await expect(client({ maxBodyBytes: 10_000 }).get('/huge', {})).rejects.toThrow('larger than 10000 bytes');
  });

  test('A8: a refused connection names host and cause', async () => {
    await withRefusingPort(async (port) => {
      const message = `127.0.0.1:${port} /v5/market/instruments-info: connect ECONNREFUSED 127.0.0.1:${port}`;
      await expect(new BybitRest(`http://127.0.0.1:${port}`).fetchInstruments()).rejects.toThrow(message);
    });
  });

  test('C1: stopping ends a request under way', async () => {
    handler = () => undefined;
    const pending = rest.fetchInstruments();
    await new Promise((resolve) => setTimeout(resolve, 50));
    rest.stop();
    await expect(pending).rejects.toThrow(/abort/i);
  });

  test('S1.2: a REST URL that is none is refused at once', () => {
    expect(() => new BybitRest('wss://api.bybit.com')).toThrow('REST URL is "wss://api.bybit.com": expected a URL beginning with https:// or http://');
  });
});
