import fc from 'fast-check';
import { assertUrl } from '../../../adapters/exchanges/assert-url';
import { FrameQuality, NoteThrottle, sampleOf } from '../../../adapters/exchanges/frame-quality';
import { NumericFields, readTimeMs, toFinite } from '../../../adapters/exchanges/numeric-fields';
import { RequestLimiter } from '../../../adapters/exchanges/request-limiter';
import { askedWaitMs } from '../../../adapters/exchanges/retry-after';
import { SymbolWatch } from '../../../adapters/exchanges/symbol-watch';
import { UpdateIds } from '../../../adapters/exchanges/update-ids';

describe('frame quality', () => {
  test('B1: a connection is given up exactly when more than 1 % of the last 1,000 frames are malformed', () => {
    fc.assert(fc.property(fc.array(fc.boolean().map((flip) => flip), { minLength: 1_000, maxLength: 2_500 }), fc.integer({ min: 2, max: 400 }), (seed, every) => {
      const quality = new FrameQuality();
      const frames = seed.map((flag, index) => flag && index % every === 0);
      frames.forEach((isBad, index) => {
        const bad = frames.slice(Math.max(0, index - 999), index + 1).filter(Boolean).length;
        expect(quality.count(isBad)).toBe(index >= 999 && bad > 10);
      });
    }), { numRuns: 20 });
  });

  test('B3: one note per kind and minute', () => {
    const throttle = new NoteThrottle();
    expect([throttle.mayNote('not-json', 0), throttle.mayNote('not-json', 59_999), throttle.mayNote('other', 1), throttle.mayNote('not-json', 60_000)])
      .toEqual([true, false, true, true]);
  });

  test('B1: a sample is at most 200 characters and printable', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => /^[\x20-\x7e]{0,200}$/.test(sampleOf(Buffer.from(bytes)))));
  });
});

describe('numeric fields', () => {
  test('B12: whatever stands in a field, the answer is a number in range or none, never NaN', () => {
    fc.assert(fc.property(fc.oneof(fc.anything(), fc.string(), fc.double().map(String)), (value) => {
      const read = new NumericFields();
      const positive = read.positive(value, 'a');
      const nonNegative = read.nonNegative(value, 'b');
      expect(positive === undefined || (Number.isFinite(positive) && positive > 0)).toBe(true);
      expect(nonNegative === undefined || (Number.isFinite(nonNegative) && nonNegative >= 0)).toBe(true);
      const isAbsent = value === undefined || value === null || value === '';
      expect(read.rejected.includes('a')).toBe(positive === undefined && !isAbsent);
    }));
  });

  test.each(['NaN', '-1', '0', '1e309', '1e200', '0x10', ' 1', '1,5', 'Infinity', '١', '1_000'])('B12: %p is no price and is named as rejected', (text) => {
    const read = new NumericFields();
    expect(read.positive(text, 'price')).toBeUndefined();
    expect(read.rejected).toEqual(['price']);
  });

  test('B12: "" is absent, not 0 and not rejected', () => {
    const read = new NumericFields();
    expect(read.nonNegative('', 'turnover')).toBeUndefined();
    expect(read.rejected).toEqual([]);
  });

  test('B12: decimal text survives unchanged', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => toFinite(String(value)) === value));
  });

  test.each([[1_795_176_000_000, 1_795_176_000_000], ['1795176000000', 1_795_176_000_000], [1_795_176_000, undefined], [1_795_176_000_000_000, undefined], [171_575_661_221, undefined]])(
    'B12: time %p reads as %p: seconds, microseconds and truncated stamps are not milliseconds', (value, expected) => {
      expect(readTimeMs(value)).toBe(expected);
    });
});

describe('what a venue asks of us', () => {
  const nowMs = Date.parse('2026-11-20T12:00:00Z');

  test.each([
    [429, '7', 7_000], [503, 'Fri, 20 Nov 2026 12:00:30 GMT', 30_000], [403, undefined, 600_000], [418, undefined, 600_000],
    [429, undefined, 60_000], [503, undefined, 0], [500, 'soon', 0], [429, '999999999', 86_400_000], [429, 'Fri, 20 Nov 2020 12:00:30 GMT', 0],
  ])('A10: HTTP %p with Retry-After %p means %p ms', (status, header, expected) => {
    expect(askedWaitMs(status, header, nowMs)).toBe(expected);
  });
});

describe('request limiter', () => {
  test('B17: never more at once than allowed, and everything runs in order', async () => {
    const limiter = new RequestLimiter({ perSecond: 500, concurrency: 3 });
    let running = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(Array.from({ length: 20 }, (_, index) => limiter.run(async () => {
      order.push(index);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    })));
    expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(most).toBeLessThanOrEqual(3);
  });

  test('B17: starts are spaced: 11 requests at 100 per second take at least 100 ms', async () => {
    const limiter = new RequestLimiter({ perSecond: 100, concurrency: 50 });
    const begin = performance.now();
    await Promise.all(Array.from({ length: 11 }, () => limiter.run(async () => undefined)));
    expect(performance.now() - begin).toBeGreaterThanOrEqual(99);
  });

  test('C1: stopping refuses what still waits', async () => {
    const limiter = new RequestLimiter({ perSecond: 1, concurrency: 1 });
    await limiter.run(async () => undefined);
    const waiting = limiter.run(async () => 'sent');
    limiter.stop();
    await expect(waiting).rejects.toThrow('stopped before the request was sent');
  });

  test('B17: a failing request frees its place', async () => {
    const limiter = new RequestLimiter({ perSecond: 1_000, concurrency: 1 });
    await expect(limiter.run(async () => { throw new Error('no'); })).rejects.toThrow('no');
    await expect(limiter.run(async () => 'yes')).resolves.toBe('yes');
  });
});

describe('symbol watch', () => {
  const limits = { idleMs: 10_000, firstDataMs: 10_000, retryMs: 30_000 };
  const [A, B] = [7, 2];

  test('A6: only the silent symbol is named, and again only after 30 s', () => {
    const watch = new SymbolWatch(limits);
    for (const symbolId of [A, B]) watch.expect(symbolId, 0, 1);
    const named: string[] = [];
    for (let nowMs = 0; nowMs <= 45_000; nowMs += 500) {
      watch.data(B, nowMs, nowMs);
      if (nowMs <= 2_000) watch.data(A, nowMs, 777);
      for (const stall of watch.stalled(nowMs)) named.push(`${stall.symbolId} ${stall.cause} ${stall.lastDataTimeMs} at ${nowMs}`);
    }
    expect(named).toEqual([`${A} data-stall 777 at 12500`, `${A} data-stall 777 at 42500`]);
  });

  test('A4: a symbol that never delivers is named at its first-data deadline', () => {
    const watch = new SymbolWatch({ ...limits, idleMs: undefined });
    watch.expect(A, 0, 555);
    expect(watch.stalled(10_000)).toEqual([]);
    expect(watch.stalled(10_001)).toEqual([{ symbolId: A, cause: 'no-first-data', lastDataTimeMs: 555 }]);
  });

  test('B16: a symbol that may rightly be silent is left alone once it has delivered', () => {
    const watch = new SymbolWatch({ ...limits, idleMs: undefined });
    watch.expect(A, 0, 0);
    watch.data(A, 1, 1);
    expect(watch.stalled(3_600_000)).toEqual([]);
  });

  test('B14: a forgotten symbol is not named', () => {
    const watch = new SymbolWatch(limits);
    watch.expect(A, 0, 0);
    watch.forget(A);
    expect(watch.stalled(60_000)).toEqual([]);
  });
});

describe('update ids', () => {
  test('B5: a book behind the last one is outdated; a repetition and a restart at 1 are not', () => {
    const ids = new UpdateIds();
    const shown = [5, 6, 4, 6, 1, 2].map((updateId) => !ids.isOutdated(3, updateId));
    expect(shown).toEqual([true, true, false, true, true, true]);
  });

  test('B4: symbols do not share numbers, and after a gap any number may come', () => {
    const ids = new UpdateIds();
    expect([ids.isOutdated(0, 100), ids.isOutdated(900, 50), ids.isOutdated(0, 99)]).toEqual([false, false, true]);
    ids.forget(0);
    expect(ids.isOutdated(0, 99)).toBe(false);
  });
});

describe('URLs from a configuration', () => {
  test.each(['not a url', 'https://stream.bybit.com', 'ws://127.0.0.1/#x'])('S1.2: %p is refused with the setting and what is expected', (url) => {
    expect(() => assertUrl('BYBIT_WS_URL', url, ['wss:', 'ws:'])).toThrow(/BYBIT_WS_URL is .*expected a URL beginning with wss:\/\/ or ws:\/\//);
  });
});
