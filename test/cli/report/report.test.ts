import fc from 'fast-check';
import { HELP, readArguments } from '../../../cli/report/arguments';
import { buildReport } from '../../../cli/report/build-report';
import { escaped, htmlTable } from '../../../cli/report/html/markup';
import { intervalPlot } from '../../../cli/report/html/interval-plot';
import { curvePlot } from '../../../cli/report/html/curve-plot';
import { reportPage } from '../../../cli/report/html/page';
import { axisTicks } from '../../../cli/report/html/ticks';
import { hourlyBudget, userBudget } from '../../../cli/report/policy';
import type { ReportData } from '../../../cli/report/report-data';
import { reportText } from '../../../cli/report/report-text';
import { UsageError } from '../../../cli/usage';
import type { Edge } from '../../../core/outcomes/null/edge';
import type { Lift } from '../../../core/outcomes/null/lift';
import { madeDay } from './runs';

const SETUP = { seeds: 1, firstSeed: 1, symbols: 14, watched: 6, preset: 'default' as const, firstDay: '2026-01-05' };
const runs = Array.from({ length: 12 }, (_, day) => [madeDay(day, true), madeDay(day, false)]).flat();
const data: ReportData = buildReport(SETUP, runs, [() => hourlyBudget(1), () => userBudget()]);
const liftOf = (rows: ReportData['planted'], group: string): Lift => rows.find((row) => row.group === group)!.record.lift as Lift;

describe('the report of simulated days', () => {
  test('keeps days with and without plants apart', () => {
    expect(data).toMatchObject({ days: 12, nothingPlantedDays: 12, opportunities: 480, accepted: 240 });
    expect(data.detectors.map(({ type, decision, horizon, record }) => [type, decision, horizon, record.n])).toEqual([
      ['volume_spark', 'accepted', '15m', 240], ['volume_spark', 'rejected', '15m', 240],
    ]);
    expect(data.nothingPlanted.reduce((sum, { record }) => sum + record.n, 0)).toBe(480);
  });

  test('D-4: what stands on a plant is above chance, what does not is not', () => {
    expect(liftOf(data.planted, 'on a planted pattern, 15m').interval.low).toBeGreaterThan(1);
    expect((data.planted.find(({ group }) => group === 'on a planted pattern, 15m')!.record.edge as Edge).interval.low).toBeGreaterThan(0);
    const { low, high } = liftOf(data.planted, 'on none, 15m').interval;
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
  });

  test('every breakdown of the accepted adds up to all of them', () => {
    const summed = data.breakdowns.filter(({ title }) => !title.startsWith('Symbol')).map(({ rows }) => rows.reduce((sum, { record }) => sum + record.n, 0));
    expect(summed).toEqual([240, 240, 240, 240]);
    expect(data.byDay.reduce((sum, { n }) => sum + n, 0)).toBe(240);
    expect(data.equity.map(({ type, curve }) => [type, curve.at(-1)!.net])).toEqual([['all', expect.closeTo(data.byDay.reduce((sum, { netSum }) => sum + netSum, 0), 9)], ['volume_spark', expect.any(Number)]]);
    expect(data.calibration.reduce((sum, { n }) => sum + n, 0)).toBe(480);
  });

  test('a policy\'s sent and held add up, within its limit', () => {
    const [first, planned] = data.policies;
    expect(first).toMatchObject({ sent: 240, held: 0, alertsPerDay: 20 });
    expect(planned!.sent + planned!.held).toBe(240);
    expect(planned!.sent).toBeGreaterThan(0);
    expect(planned!.mostPerDay).toBeLessThanOrEqual(12);
    const tight = hourlyBudget(1);
    const signals = runs[0]!.signals;
    expect(signals.filter((signal) => tight.sends(signal))).toHaveLength(20);
  });

  test('says that it is simulated, where it lacks data, and goes as JSON', () => {
    const lines = reportText(buildReport(SETUP, [madeDay(0, true)], [() => hourlyBudget()]));
    expect(lines[0]).toMatch(/^SIMULATED: 1 day from 2026-01-05/);
    expect(lines.some((line) => line.includes('too few days'))).toBe(true);
    expect(lines.some((line) => line.endsWith('not enough data'))).toBe(true);
    expect(JSON.parse(JSON.stringify(data))).toMatchObject({ days: 12 });
  });

  test('without any opportunity there is still a report', () => {
    const nothing = buildReport(SETUP, [{ ...madeDay(0, true), signals: [], results: [], surrogates: { n: 0, real: 0, shuffled: 0, walked: 0 } }], [() => hourlyBudget()]);
    expect(reportPage(nothing)).toContain('Not enough data.');
    expect(reportPage(nothing)).not.toMatch(/NaN|Infinity|undefined/);
    expect(reportText(nothing).join('\n')).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('the page', () => {
  const page = reportPage(data);

  test('is whole: no script, nothing from elsewhere, and it says SIMULATED', () => {
    expect(page).not.toMatch(/<script|https?:\/\/|url\(|@import|<img|<link/);
    expect(page).toContain('SIMULATED');
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('every plot tells its numbers in words too', () => {
    expect(page.match(/<svg /g)!.length).toBe(page.match(/role="img" aria-label="[^"]+"/g)!.length);
    expect(page).toMatch(/<title>volume_spark, accepted[^<]*95 % interval [^<]* to [^<]*; n = 240<\/title>/);
  });

  test('what comes from data cannot become markup', () => {
    expect(htmlTable(['<b>'], [['"><script>alert(1)</script>']], [])).not.toMatch(/<b>|<script>/);
    fc.assert(fc.property(fc.string(), (content) => { expect(escaped(content)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/); }));
  });
});

describe('plots', () => {
  test('ticks are round, inside the range and few', () => {
    fc.assert(fc.property(fc.double({ min: -1_000, max: 1_000, noNaN: true }), fc.double({ min: 1e-4, max: 1_000, noNaN: true }), (low, width) => {
      const ticks = axisTicks({ low, high: low + width });
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(8);
      for (const tick of ticks) expect(tick >= low - 1e-6 && tick <= low + width + 1e-6).toBe(true);
    }));
  });

  test('an interval is drawn as wide as it is', () => {
    const svg = intervalPlot({ title: 't', show: String, range: { low: 0, high: 1 }, rows: [{ label: 'a', value: 0.5, interval: { low: 0.25, high: 0.75 }, note: 'n' }] });
    const [, x1, x2] = /<line x1="([\d.]+)" x2="([\d.]+)"[^>]*class="interval"/.exec(svg)!;
    expect(Number(x2) - Number(x1)).toBeCloseTo((760 - 230 - 150) / 2, 1);
  });

  test('nothing to draw is said, not drawn', () => {
    expect(intervalPlot({ title: 't', show: String, rows: [] })).toContain('Not enough data.');
    expect(curvePlot({ title: 't', points: [], showX: String, showY: String })).toBe('');
    expect(curvePlot({ title: 't', points: [{ x: 0, y: 0 }, { x: 1, y: 0 }], showX: String, showY: String })).not.toMatch(/NaN/);
    expect(curvePlot({ title: 't', points: [{ x: 0, y: -1 }, { x: 1, y: -3 }], showX: String, showY: (y) => `y ${y}` })).not.toMatch(/>y [1-9]/);
  });
});

describe('options', () => {
  test('30 days, ten of them again with nothing planted, each with its own seed and date', () => {
    const { days } = readArguments([])!;
    expect([days.filter(({ plants }) => plants).length, days.filter(({ plants }) => !plants).length]).toEqual([30, 10]);
    expect(new Set(days.map(({ seed }) => seed)).size).toBe(30);
    expect(new Date(days.at(-1)!.startMs).toISOString()).toBe('2026-02-03T00:00:00.000Z');
    expect(days[1]).toEqual({ ...days[0], plants: false });
  });

  test('more seeds are more markets for each day', () => {
    const { days } = readArguments(['--days', '2', '--seeds', '3', '--null-days', '0'])!;
    expect(days.map(({ seed }) => seed)).toEqual([10_000, 10_001, 20_000, 20_001, 30_000, 30_001]);
  });

  test.each([
    [['--days', '0'], '--days is "0": expected a whole number from 1 to 1000'], [['--watched', '25'], '--watched is "25": expected a whole number from 2 to 24'],
    [['--preset', 'best'], '--preset is "best": expected one of default, more, precise'], [['--null-days', '31'], '--null-days is "31"'],
  ])('%j is refused by name', (argv, message) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
    expect(() => readArguments(argv)).toThrow(message);
  });

  test('help names every option', () => {
    expect(readArguments(['--help'])).toBeUndefined();
    for (const option of ['days', 'null-days', 'seeds', 'first-seed', 'symbols', 'watched', 'preset', 'jobs', 'out', 'json']) expect(HELP).toContain(`--${option} `);
  });
});
