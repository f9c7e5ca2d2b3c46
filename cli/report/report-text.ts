import { coverageText } from '../../core/market/coverage-report';
import { horizonText } from '../../core/outcomes/horizon';
import { number, percent, plural, table } from '../replay/text';
import { between, bps, decimal, edgeText, liftText, NONE, share, stakes } from './figures';
import type { DetectorRow, GroupRow, RecordRow, ReportData } from './report-data';

const RECORD_HEAD = ['n', 'hits', '95 %', 'lift over chance', 'edge over chance, bps', 'mean bps', 'median', 'best', 'worst', 'PF', 'drawdown', 'Sharpe', 'coverage', ''];
const RIGHT = (from: number): number[] => RECORD_HEAD.slice(0, -1).map((_, index) => index + from);

const recordCells = (record: RecordRow): string[] => [
  number(record.n), share(record.hitRate), between(record.hitInterval, (value) => percent(value)), liftText(record.lift), edgeText(record.edge), bps(record.meanNet), bps(record.medianNet),
  bps(record.meanFavourable), bps(record.meanAdverse), decimal(record.profitFactor), stakes(record.maxDrawdown), decimal(record.sharpe, 1), share(record.coverage),
  record.hasEnoughData ? '' : 'not enough data',
];

const detectorTable = (rows: readonly DetectorRow[]): string[] => table(['detector', 'decision', 'after', ...RECORD_HEAD],
  rows.map(({ type, decision, horizon, record }) => [type, decision, horizonText(horizon), ...recordCells(record)]), RIGHT(3));

const groupTable = (rows: readonly GroupRow[]): string[] => table(['', ...RECORD_HEAD], rows.map(({ group, record }) => [group, ...recordCells(record)]), RIGHT(1));

/** The report for a terminal. */
export const reportText = (data: ReportData): string[] => [
  `SIMULATED: ${plural(data.days, 'day')} from ${data.firstDay}, ${data.nothingPlantedDays} more with nothing planted; ${plural(data.seeds, 'seed')} from ${data.firstSeed}, ${data.symbols} symbols, `
    + `${data.watched} watched, preset ${data.preset}; coverage ${coverageText(data.coverage)}`,
  `${number(data.opportunities)} opportunities, ${number(data.accepted)} accepted. Returns after fees and spread, in basis points of the entry.`,
  '', 'Detectors', ...detectorTable(data.detectors),
  '', 'Nothing planted: what chance alone gives', ...detectorTable(data.nothingPlanted),
  '', 'On a planted pattern, and on none', ...groupTable(data.planted),
  ...data.breakdowns.flatMap(({ title, rows }) => ['', `${title} (accepted, ${horizonText('15m')})`, ...groupTable(rows)]),
  '', 'Calibration: confidence stated, share of hits', ...table(['confidence', 'n', 'hits', '95 %'], data.calibration.map((row) =>
    [`${row.fromConfidence.toFixed(1)}-${row.toConfidence.toFixed(1)}`, number(row.n), percent(row.hits / row.n), between(row.interval, (value) => percent(value))]), [1, 2, 3]),
  '', 'Alert policies', ...table(['policy', 'sent', 'held', 'a day', 'most', 'sent bps', 'held bps'], data.policies.map((row) =>
    [row.name, number(row.sent), number(row.held), row.alertsPerDay.toFixed(1), number(row.mostPerDay), bps(row.sentMeanNet), bps(row.heldMeanNet)]), [1, 2, 3, 4, 5, 6]),
  '', `The finder on surrogate bars: of ${number(data.surrogates.n)} opportunities it accepts ${number(data.surrogates.real)} as they were, ${number(data.surrogates.shuffled)} `
    + `with their minutes shuffled by blocks of 20, ${number(data.surrogates.walked)} on a random walk of the same volatility`,
  '', `Rejected because of (several may hold): ${data.rejectReasons.map(({ reason, count }) => `${reason} ${number(count)}`).join(', ') || NONE}`,
];
