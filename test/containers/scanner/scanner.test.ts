import { makeScanner, type Scanner } from '../../../containers/scanner/scanner';
import type { Aftermath } from '../../../core/contracts/aftermath';
import type { Opportunity } from '../../../core/contracts/opportunity';
import { SymbolTable } from '../../../core/market/symbol-table';
import { DEFAULT_AFTERMATH_TRACKER } from '../../../core/outcomes/aftermath-tracker';
import { DEFAULT_RADAR } from '../../../core/radar/settings';
import { book, clock, gap, ticker, trade } from '../../support/market-events';

const SYMBOL = 'AAAUSDT';
const busy = { lastPrice: 100, highPrice24h: 110, lowPrice24h: 100, turnover24h: 5_000_000 };
const NOW_MS = 1_000_000;

const rig = () => {
  const opportunities: Opportunity[] = [];
  const aftermaths: Aftermath[] = [];
  const watched: (readonly string[])[] = [];
  const scanner = makeScanner({ radar: DEFAULT_RADAR, tracker: DEFAULT_AFTERMATH_TRACKER }, { venue: 'bybit', market: 'simulated' }, new SymbolTable(), {
    emitOpportunity: (one) => opportunities.push(one), emitAftermath: (one) => aftermaths.push(one),
    watch: (symbols) => watched.push(symbols), onWatchList: () => undefined, nowMs: () => NOW_MS,
  });
  return { scanner, opportunities, aftermaths, watched };
};

/** A book that leans to the bids for four seconds, after one trade. */
const lean = (scanner: Scanner): void => {
  scanner.accept(ticker(SYMBOL, busy, 0));
  scanner.accept(clock(0));
  scanner.accept(trade({ symbol: SYMBOL, exchangeTimeMs: 100 }));
  for (let timeMs = 0; timeMs <= 4_000; timeMs += 100) scanner.accept(book({ symbol: SYMBOL, exchangeTimeMs: timeMs, bidQuantity: 9_000 }));
};

describe('the scanner', () => {
  test('S1.8: the watch list goes to the feed', () => {
    const { scanner, watched } = rig();
    lean(scanner);
    expect(watched).toEqual([[SYMBOL]]);
  });

  test('S1.9: a finding is emitted at once, stamped with the time of emission', () => {
    const { scanner, opportunities } = rig();
    lean(scanner);
    expect(opportunities).toMatchObject([{ symbol: SYMBOL, opportunity_type: 'ob_breakout', decided_time_ms: 3_000, emitted_time_ms: NOW_MS }]);
  });

  test('what followed is sent a minute later, for the same id', () => {
    const { scanner, opportunities, aftermaths } = rig();
    lean(scanner);
    scanner.accept(trade({ symbol: SYMBOL, exchangeTimeMs: 30_000, price: 101 }));
    scanner.accept(clock(66_000));
    expect(aftermaths).toMatchObject([{ opportunity_id: opportunities[0]?.dedupe_key, horizon_minutes: 1, status: 'complete', price: 101 }]);
  });

  test('after a gap what followed is blind, with its cause', () => {
    const { scanner, aftermaths } = rig();
    lean(scanner);
    scanner.accept(gap([SYMBOL], 10_000));
    expect(aftermaths.map(({ horizon_minutes: minutes, status }) => [minutes, status])).toEqual([[1, 'blind'], [5, 'blind'], [15, 'blind'], [60, 'blind']]);
    expect(aftermaths[0]?.blind_reason).toContain('disconnect');
  });

  test('a symbol that is still being followed stays subscribed after it left the list', () => {
    const { scanner, watched } = rig();
    lean(scanner);
    scanner.accept(ticker(SYMBOL, { ...busy, turnover24h: 0 }, 5_000));
    scanner.accept(clock(6_000));
    scanner.accept(ticker('BBBUSDT', busy, 300_000));
    scanner.accept(clock(400_000));
    expect(watched.at(-1)).toEqual(['BBBUSDT', SYMBOL]);
  });

  test('stopping gives up what is still followed, so that nobody waits for it', () => {
    const { scanner, aftermaths } = rig();
    lean(scanner);
    scanner.stop();
    expect(aftermaths).toHaveLength(4);
    expect(aftermaths.every(({ status }) => status === 'blind')).toBe(true);
  });

  test('D-11: the counts state what was seen of what was asked for', () => {
    const { scanner } = rig();
    const times = [ticker(SYMBOL, busy, 0), clock(0), book({ symbol: SYMBOL, exchangeTimeMs: 0 }), gap([SYMBOL], 6_000, { streams: ['trade'] }), clock(8_000)];
    for (const event of times) scanner.accept(event);
    expect(scanner.counts().coverage).toMatchObject({ byStream: { 'book-top': { fraction: 1 }, trade: { subscribedMs: 8_000, blindMs: 2_000, fraction: 0.75 } } });
  });
});
