import fc from 'fast-check';
import { MAX_BLIND_WINDOWS } from '../../../core/market/blind-windows';
import { Coverage } from '../../../core/market/coverage';
import { coverageLine, coverageText } from '../../../core/market/coverage-report';
import type { MarketEvent, Stream, UniverseEvent } from '../../../core/market/events';
import { MarketFrame, type MarketInput } from '../../../core/market/market-frame';
import { restoreState, stateOf } from '../../../core/market/state';
import { SymbolTable } from '../../../core/market/symbol-table';
import { book, clock, gap, resumed, ticker, trade } from '../../support/market-events';

const [A, B] = ['AAAUSDT', 'BBBUSDT'];

const universe = (symbols: readonly string[], timeMs: number): UniverseEvent => ({
  kind: 'universe', exchangeTimeMs: timeMs, receivedTimeMs: timeMs,
  instruments: symbols.map((symbol) => ({ symbol, baseCoin: symbol.slice(0, 3), quoteCoin: 'USDT', tickSize: 0.01 })),
});

const fed = (...inputs: readonly MarketInput[]): Coverage => {
  const coverage = new Coverage(new SymbolTable());
  for (const input of inputs) coverage.accept(input);
  return coverage;
};

/** Watched from 0 on, seen at once. */
const watching = (symbols: readonly string[]): Coverage => {
  const coverage = fed(clock(0));
  coverage.watch(symbols, 0);
  for (const symbol of symbols) coverage.accept(book({ symbol, exchangeTimeMs: 0 }));
  return coverage;
};

const play = (coverage: Coverage, ...inputs: readonly MarketInput[]): Coverage => {
  for (const input of inputs) coverage.accept(input);
  return coverage;
};

const rowOf = (coverage: Coverage, symbol: string, stream: Stream) =>
  coverage.report().rows.find((row) => row.symbol === symbol && row.stream === stream);

describe('D-11: coverage', () => {
  test('nothing asked for is no coverage, neither 0 nor 100 %', () => {
    const { total, rows } = fed(clock(0), clock(60_000)).report();
    expect(total).toEqual({ subscribedMs: 0, blindMs: 0, fraction: undefined });
    expect(rows).toEqual([]);
    expect(coverageText(total)).toBe('none');
  });

  test('a gap is blind from the last data before it until it is resumed, with its cause', () => {
    const coverage = play(watching([A]), gap([A], 10_000, { cause: 'data-stall', lastDataTimeMs: 4_000 }), resumed([A], 12_000), clock(20_000));
    expect(rowOf(coverage, A, 'trade')).toEqual({
      symbol: A, stream: 'trade', subscribedMs: 20_000, blindMs: 8_000, fraction: 0.6, windows: [{ cause: 'data-stall', fromMs: 4_000, toMs: 12_000 }],
    });
    expect(coverage.totals()).toMatchObject({ total: { fraction: 0.6 }, blindMsByCause: { 'data-stall': 16_000 } });
  });

  test('a window that is open counts up to now and has no end yet', () => {
    const coverage = play(watching([A]), gap([A], 10_000), clock(20_000));
    expect(rowOf(coverage, A, 'book-top')).toMatchObject({ blindMs: 10_000, windows: [{ cause: 'disconnect', fromMs: 10_000, toMs: undefined }] });
  });

  test('only the streams and symbols that the gap names are blind', () => {
    const coverage = play(watching([A, B]), gap([A], 10_000, { streams: ['trade'] }), clock(20_000));
    expect(coverage.report().rows.map(({ symbol, stream, blindMs }) => [symbol, stream, blindMs])).toEqual([
      [A, 'book-top', 0], [A, 'trade', 10_000], [B, 'book-top', 0], [B, 'trade', 0],
    ]);
    expect(coverage.totals().byStream).toMatchObject({ 'book-top': { fraction: 1 }, trade: { fraction: 0.75 }, ticker: { fraction: undefined } });
  });

  test('the wait for the first data is not seen; the first book ends it for the trades too', () => {
    const coverage = fed(clock(0));
    coverage.watch([A], 1_000);
    play(coverage, book({ symbol: A, exchangeTimeMs: 1_250 }), clock(3_000));
    for (const stream of ['book-top', 'trade'] as const) {
      expect(rowOf(coverage, A, stream)).toMatchObject({ subscribedMs: 2_000, blindMs: 250, windows: [{ cause: 'subscribing', fromMs: 1_000, toMs: 1_250 }] });
    }
  });

  test('a gap before the first data gives the wait its cause', () => {
    const coverage = fed(clock(0));
    coverage.watch([A], 0);
    play(coverage, gap([A], 10_000, { cause: 'no-first-data', lastDataTimeMs: 0 }), resumed([A], 11_000));
    expect(rowOf(coverage, A, 'trade')?.windows).toEqual([{ cause: 'no-first-data', fromMs: 0, toMs: 11_000 }]);
  });

  test('after a gap a book says nothing about the trades, and a trade ends their blindness', () => {
    const coverage = play(watching([A]), gap([A], 10_000), book({ symbol: A, exchangeTimeMs: 11_000 }));
    expect(rowOf(coverage, A, 'trade')?.windows).toMatchObject([{ toMs: undefined }]);
    expect(rowOf(play(coverage, trade({ symbol: A, exchangeTimeMs: 12_000 })), A, 'trade')?.windows).toMatchObject([{ toMs: 12_000 }]);
  });

  test('tickers are asked for while their symbol is listed', () => {
    const coverage = fed(universe([A, B], 0), ticker(A, {}, 0), ticker(B, {}, 0), universe([A], 4_000), clock(10_000));
    expect(coverage.report().rows.map(({ symbol, subscribedMs, fraction }) => [symbol, subscribedMs, fraction])).toEqual([[A, 10_000, 1], [B, 4_000, 1]]);
  });

  test('S1.42: time after a delisting, or after leaving the watch list, is not asked for; coming back counts on', () => {
    const coverage = play(watching([A, B]), universe([A, B], 1_000), universe([A], 5_000), clock(6_000));
    expect(rowOf(coverage, B, 'trade')).toMatchObject({ subscribedMs: 5_000, blindMs: 0 });
    coverage.watch([], 10_000);
    coverage.watch([A], 20_000);
    play(coverage, gap([A], 20_000, { cause: 'unsubscribed' }), resumed([A], 21_000), clock(25_000));
    expect(rowOf(coverage, A, 'trade')).toMatchObject({ subscribedMs: 15_000, blindMs: 1_000 });
  });

  test('a gap of what is not asked for is none', () => {
    const coverage = watching([A]);
    coverage.watch([], 5_000);
    expect(rowOf(play(coverage, gap([A], 5_000, { cause: 'unsubscribed' }), clock(9_000)), A, 'trade')).toMatchObject({ subscribedMs: 5_000, blindMs: 0, windows: [] });
  });

  test('fixed symbols are watched from the first event on, and no ticker is asked for', () => {
    const coverage = new Coverage(new SymbolTable(), [A]);
    play(coverage, clock(1_000), universe([B], 1_000), trade({ symbol: A, exchangeTimeMs: 1_000 }), clock(3_000));
    expect(coverage.report().rows.map(({ symbol, stream, fraction }) => [symbol, stream, fraction])).toEqual([[A, 'book-top', 0], [A, 'trade', 1]]);
  });

  test('B10: our clock set back makes no blind time out of nothing', () => {
    const coverage = watching([A]);
    for (let round = 0; round < 5; round += 1) play(coverage, clock(0), gap([A], 6_000, { lastDataTimeMs: 1_000 }), resumed([A], 6_000), clock(10_000));
    expect(rowOf(coverage, A, 'trade')).toMatchObject({ subscribedMs: 50_000, blindMs: 25_000, fraction: 0.5 });
  });

  test('memory is bounded: older windows are forgotten and counted, their time is not', () => {
    const coverage = watching([A]);
    const gaps = MAX_BLIND_WINDOWS + 10;
    for (let at = 1; at <= gaps; at += 1) play(coverage, gap([A], at * 10, { streams: ['trade'] }), resumed([A], at * 10 + 1));
    const report = coverage.report();
    expect(report.forgottenWindows).toBe(10);
    expect(rowOf(coverage, A, 'trade')).toMatchObject({ blindMs: gaps });
    expect(rowOf(coverage, A, 'trade')?.windows).toHaveLength(MAX_BLIND_WINDOWS);
    expect(rowOf(coverage, A, 'trade')?.windows[0]).toEqual({ cause: 'disconnect', fromMs: 110, toMs: 111 });
  });

  test('is never rounded up: 100 % means that nothing was missed', () => {
    const coverage = play(watching([A]), gap([A], 50_000, { streams: ['trade'] }), resumed([A], 50_001), clock(100_000));
    expect(coverageLine(coverage.totals())).toBe('99.99 % (ticker none, book-top 100.00 %, trade 99.99 %)');
  });
});

const SECONDS = 40;
const STREAMS: readonly Stream[] = ['ticker', 'book-top', 'trade'];
/** One second's event: what happens to the streams of one symbol. */
const stepArb = fc.record({
  symbol: fc.constantFrom(A, B), streams: fc.subarray([...STREAMS], { minLength: 1 }), agoS: fc.nat(5),
  what: fc.constantFrom('gap', 'resumed', 'data', 'watch', 'unwatch', 'list', 'unlist', 'nothing' as const),
});
type Step = typeof stepArb extends fc.Arbitrary<infer T> ? T : never;

/** The same rules second by second and stream by stream, without a sum anywhere: 1 asked for and seen, 2 asked for and blind. */
const bySecond = (steps: readonly Step[], symbol: string, stream: Stream): { subscribedMs: number; blindMs: number } => {
  const seconds: number[] = [];
  let [listed, watched, wasWanted, blind] = [true, false, false, false];
  let clearFrom = 0;
  steps.forEach((step, at) => {
    const isMine = step.symbol === symbol;
    if (isMine && step.what === 'list') listed = true;
    if (isMine && step.what === 'unlist') listed = false;
    if (isMine && step.what === 'watch') watched = true;
    if (isMine && step.what === 'unwatch') watched = false;
    const wanted = listed && (stream === 'ticker' || watched);
    if (wanted !== wasWanted) [blind, clearFrom] = [wanted, at];
    wasWanted = wanted;
    const hits = isMine && step.streams.includes(stream);
    if (hits && (step.what === 'resumed' || step.what === 'data') && blind) [blind, clearFrom] = [false, at];
    if (hits && step.what === 'gap' && wanted && !blind) {
      blind = true;
      for (let second = Math.max(clearFrom, at - step.agoS); second < at; second += 1) seconds[second] = 2;
    }
    seconds[at] = !wanted ? 0 : blind ? 2 : 1;
  });
  return { subscribedMs: seconds.filter((mark) => mark > 0).length * 1_000, blindMs: seconds.filter((mark) => mark === 2).length * 1_000 };
};

/** Plays the steps, one a second; data of a stream comes as a frame where `asFrames`. */
const playSteps = (coverage: Coverage, steps: readonly Step[], symbols: SymbolTable, fromS: number, asFrames: boolean): void => {
  const names = new Map([[A, true], [B, true]]);
  const watched = new Set<string>();
  const data = (event: Extract<MarketEvent, { kind: 'ticker' | 'book-top' | 'trade' }>): void => coverage.accept(asFrames ? new MarketFrame().load(event, symbols) : event);
  steps.forEach(({ symbol, streams, agoS, what }, at) => {
    const timeMs = at * 1_000;
    if (what === 'list' || what === 'unlist') names.set(symbol, what === 'list');
    if (what === 'watch') watched.add(symbol);
    if (what === 'unwatch') watched.delete(symbol);
    if (at < fromS) return;
    coverage.accept(clock(timeMs));
    if (at === 0) coverage.accept(universe([A, B], 0));
    if (what === 'list' || what === 'unlist') coverage.accept(universe([...names].flatMap(([name, isListed]) => (isListed ? [name] : [])), timeMs));
    if (what === 'watch' || what === 'unwatch') coverage.watch([...watched], timeMs);
    if (what === 'gap') coverage.accept(gap([symbol], timeMs, { streams, lastDataTimeMs: timeMs - agoS * 1_000 }));
    if (what === 'resumed') coverage.accept({ ...resumed([symbol], timeMs), streams });
    // Trades before the book: a book that proves waiting trades is a rule of its own, tested above.
    if (what === 'data' && streams.includes('ticker')) data(ticker(symbol, {}, timeMs));
    if (what === 'data' && streams.includes('trade')) data(trade({ symbol, exchangeTimeMs: timeMs }));
    if (what === 'data' && streams.includes('book-top') && streams.includes('trade')) data(book({ symbol, exchangeTimeMs: timeMs }));
  });
};

/** In the model data of the book comes with the trades' or not at all. */
const modelStep = (step: Step): Step =>
  ({ ...step, streams: step.what === 'data' && !step.streams.includes('trade') ? step.streams.filter((stream) => stream !== 'book-top') : step.streams });

describe('coverage over any course of events', () => {
  const stepsArb = fc.array(stepArb.map(modelStep), { minLength: SECONDS, maxLength: SECONDS });

  test('is what a count second by second gives, from objects and from frames alike', () => {
    fc.assert(fc.property(stepsArb, fc.boolean(), (steps, asFrames) => {
      const symbols = new SymbolTable();
      const coverage = new Coverage(symbols);
      playSteps(coverage, steps, symbols, 0, asFrames);
      coverage.accept(clock(SECONDS * 1_000));
      for (const row of coverage.report().rows) {
        const { symbol, stream, subscribedMs, blindMs, windows } = row;
        expect({ symbol, stream, subscribedMs, blindMs }).toEqual({ symbol, stream, ...bySecond(steps, symbol, stream) });
        expect(windows.reduce((sum, { fromMs, toMs = SECONDS * 1_000 }) => sum + toMs - fromMs, 0)).toBe(blindMs);
      }
      const { total, byStream, blindMsByCause } = coverage.totals();
      expect(Object.values(blindMsByCause).reduce((sum, timeMs) => sum + timeMs, 0)).toBe(total.blindMs);
      expect(Object.values(byStream).reduce((sum, { subscribedMs }) => sum + subscribedMs, 0)).toBe(total.subscribedMs);
    }), { numRuns: 500 });
  });

  test('goes on from a snapshot as if it had not been cut', () => {
    fc.assert(fc.property(stepsArb, fc.nat(SECONDS), (steps, cutS) => {
      const symbols = new SymbolTable();
      const whole = new Coverage(symbols);
      playSteps(whole, steps, symbols, 0, false);
      const before = new Coverage(symbols);
      playSteps(before, steps.slice(0, cutS), symbols, 0, false);
      const after = new Coverage(symbols);
      restoreState(after, structuredClone(stateOf(before)));
      playSteps(after, steps, symbols, cutS, false);
      expect(stateOf(after)).toEqual(stateOf(whole));
      expect(after.report()).toEqual(whole.report());
    }));
  });
});
