import { Radar } from '../../../core/radar/radar';
import { DEFAULT_RADAR } from '../../../core/radar/settings';
import { book, clock, ticker, trade } from '../../support/market-events';

const SYMBOL = 'AAAUSDT';
const MINUTE = 60_000;
const busy = { lastPrice: 100, highPrice24h: 110, lowPrice24h: 100, turnover24h: 5_000_000 };
const SETTINGS = {
  ...DEFAULT_RADAR, barGraceMs: 0, coolDownMs: 0, volumeWindow: 2, volumeSpikeMultiple: 1, spikeEffortFactor: 0, spikeMinNotionalUsdt: 0,
};

/** Joins the watch list at 59.8 s; delivery begins with a book at `firstMs`; then two trades a second for three minutes. */
const barStartsAfterJoining = (firstMs: number, { tickerDelayMs = 0, bookAgeMs = 0 } = {}): number[] => {
  const radar = new Radar(SETTINGS, { venue: 'bybit', market: 'simulated' });
  radar.accept({ ...ticker(SYMBOL, busy, 59_000 - tickerDelayMs), receivedTimeMs: 59_000 });
  for (let timeMs = 59_800; timeMs < firstMs; timeMs += 100) radar.accept(clock(timeMs));
  radar.accept(book({ symbol: SYMBOL, exchangeTimeMs: firstMs - bookAgeMs, receivedTimeMs: firstMs }));
  const starts: number[] = [];
  for (let timeMs = firstMs + 50; timeMs < 4 * MINUTE; timeMs += 500) {
    radar.accept(trade({ symbol: SYMBOL, exchangeTimeMs: timeMs, price: 100 + (timeMs % 7), quantity: 1 + (timeMs % 11) }));
    for (const finding of radar.accept(clock(timeMs + 1))) if (finding.kind === 'opportunity') starts.push(...finding.opportunity.bars.map(([startMs]) => startMs));
  }
  return [...new Set(starts)].sort((a, b) => a - b);
};

test('C1.2: an interval that began while the subscription was on its way is seen in part and becomes no bar', () => {
  expect(barStartsAfterJoining(59_850)).toEqual([MINUTE, 2 * MINUTE]);
  expect(barStartsAfterJoining(60_150)).toEqual([2 * MINUTE]);
});

test('C1.2: what was seen first counts, not an estimate of the venue\'s time that is behind it', () => {
  expect(barStartsAfterJoining(60_150, { tickerDelayMs: 10_000 })).toEqual([2 * MINUTE]);
});

test('C1.2: a first book that has stood for long tells when it came, not since when trades are seen', () => {
  expect(barStartsAfterJoining(60_150, { bookAgeMs: 4_000 })).toEqual([2 * MINUTE]);
});
