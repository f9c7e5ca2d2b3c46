import { expectSound } from './support/expect-gap';
import { compareTrades } from './support/expect-trades';
import { compareBars, wholeMinuteAfter } from './support/history';
import { closeRigs, Rig, SPEED } from './support/rig';
import { until } from '../support/until';

jest.setTimeout(180_000);

afterEach(closeRigs);

/** Trades are waited for long enough for a busy machine: these tests compare every bar. */
const PATIENT = { radar: { barGraceMs: 5_000 * SPEED } };

/** First whole minute of the run that the scanner can only know from trades. */
const builtSince = (rig: Rig, skewMs = 0): number => wholeMinuteAfter(Math.max(...rig.symbols.map((symbol) => rig.log.trades(symbol)[0]!.exchangeTimeMs - skewMs)) + skewMs);

/** Resolves when opportunities carry bars of at least so many symbols and minutes that were built from trades. */
const carriesBuiltBars = (rig: Rig, sinceMs: number, minutes: number): Promise<void> => {
  const count = (): number => new Set(rig.log.opportunities().flatMap(({ symbol, bars }) => bars.slice(-20).filter(([startMs]) => startMs >= sinceMs).map(([startMs]) => `${symbol}|${startMs}`))).size;
  return until(() => count() >= minutes, 'bars built from trades', () => ({ count: count(), counts: rig.counts() }));
};

/** Opportunities on another clock than the venue's. A book's own stamp is right however late it was read. */
const offVenueTime = (rig: Rig, skewMs: number): string[] => {
  const stamps = new Set(rig.log.ofKind('book-top').map(({ symbol, exchangeTimeMs }) => `${symbol}|${exchangeTimeMs}`));
  return rig.log.opportunities()
    .filter((found) => !stamps.has(`${found.symbol}|${found.exchange_time_ms}`) && Math.abs(found.exchange_time_ms - found.received_time_ms - skewMs) >= 60_000)
    .map((found) => `${found.dedupe_key}: ${found.exchange_time_ms} heard at ${found.received_time_ms}`);
};

describe('trades that come twice, late or with other time stamps', () => {
  test('without a fault not one trade is lost or late and every bar is the venue\'s: what the other tests compare with', async () => {
    const rig = await Rig.warm(PATIENT);
    const sinceMs = builtSince(rig);
    await carriesBuiltBars(rig, sinceMs, 12);
    expect(compareTrades(rig, rig.symbols)).toEqual({ lost: [], invented: [], repeated: 0 });
    expect((await compareBars(rig, rig.log.opportunities(), sinceMs)).wrong).toEqual([]);
    expect(rig.counts()).toMatchObject({ lateTrades: 0, duplicateTrades: 0, futureTrades: 0 });
    expect(rig.log.gaps()).toEqual([]);
    expectSound(rig);
  });

  test('B8: trade messages come twice: each trade counts once, and every bar keeps its volume', async () => {
    const rig = await Rig.warm(PATIENT);
    const sinceMs = builtSince(rig);
    await rig.inject({ verb: 'duplicate', n: 5_000 });
    await carriesBuiltBars(rig, sinceMs, 12);
    const { lost, invented, repeated } = compareTrades(rig, rig.symbols);
    expect(repeated).toBeGreaterThanOrEqual(1_000);
    expect([lost, invented]).toEqual([[], []]);
    expect(rig.counts()).toMatchObject({ duplicateTrades: repeated, lateTrades: 0 });
    expect((await compareBars(rig, rig.log.opportunities(), sinceMs)).wrong).toEqual([]);
    expect(rig.log.gaps()).toEqual([]);
    expectSound(rig);
  });

  test('B9: trades come up to 20 s late and out of order, within the grace: every bar is as if they had come in order', async () => {
    const rig = await Rig.warm(PATIENT);
    const sinceMs = builtSince(rig);
    await rig.inject({ verb: 'reorder', ms: 20_000 });
    await carriesBuiltBars(rig, sinceMs, 12);
    const times = rig.symbols.flatMap((symbol) => rig.log.trades(symbol).map(({ exchangeTimeMs }, index, all) => exchangeTimeMs < (all[index - 1]?.exchangeTimeMs ?? 0)));
    expect(times.filter(Boolean).length).toBeGreaterThan(100);
    expect(rig.counts()).toMatchObject({ lateTrades: 0, duplicateTrades: 0 });
    const { wrong, built } = await compareBars(rig, rig.log.opportunities(), sinceMs);
    expect(wrong).toEqual([]);
    expect(built).toBeGreaterThanOrEqual(12);
    expect(rig.log.gaps()).toEqual([]);
    expectSound(rig);
  });

  test('B9: trades come later than the grace: counted as late, and no bar that was closed speaks a second time', async () => {
    const rig = await Rig.warm({ radar: { coolDownMs: 0 } });
    await rig.inject({ verb: 'reorder', ms: 120_000 });
    const from = rig.log.mark();
    await until(() => rig.counts().lateTrades > 100, 'late trades', () => rig.counts());
    await rig.speaks(from);
    const ofBars = rig.log.opportunities().filter(({ fired }) => fired.includes('volume_spark') || fired.includes('bb_squeeze_release'))
      .filter(({ fired }) => !fired.includes('ob_breakout')).map((found) => found.dedupe_key);
    expect(new Set(ofBars).size).toBe(ofBars.length);
    expect(rig.log.gaps()).toEqual([]);
  });

  test.each([-120_000, 120_000])('B10: a venue whose clock is %i ms off from the start: its bars are on its own time, and no data is missed', async (skewMs) => {
    const rig = await Rig.warm({ ...PATIENT, faultAtStart: { verb: 'skew', ms: skewMs } });
    const sinceMs = builtSince(rig, skewMs);
    await carriesBuiltBars(rig, sinceMs, 12);
    expect(compareTrades(rig, rig.symbols, skewMs)).toEqual({ lost: [], invented: [], repeated: 0 });
    expect((await compareBars(rig, rig.log.opportunities(), sinceMs, skewMs)).wrong).toEqual([]);
    expect(rig.counts()).toMatchObject({ lateTrades: 0, futureTrades: 0 });
    expect(offVenueTime(rig, skewMs)).toEqual([]);
    expect(rig.log.gaps()).toEqual([]);
    expectSound(rig, skewMs);
  });

  test('B10: the venue\'s clock jumps ahead while we listen: no gap, few trades doubted, then the new time is believed', async () => {
    const rig = await Rig.warm();
    const from = rig.log.mark();
    await rig.inject({ verb: 'skew', ms: 600_000 });
    await rig.flows(from);
    await until(() => rig.log.opportunities(from).some((found) => found.exchange_time_ms - found.received_time_ms > 500_000 && found.fired.includes('volume_spark')), 'opportunities of bars on the new time', () => rig.counts());
    expect(rig.counts().futureTrades).toBeLessThanOrEqual(200);
    expect(rig.log.gaps()).toEqual([]);
    expect(rig.connectsMs).toHaveLength(2);
  });
});
