import { coverageText } from '../../../core/market/coverage-report';
import { horizonText } from '../../../core/outcomes/horizon';
import { number, percent, plural } from '../../replay/text';
import { between, bps, decimal, edgeText, liftText, share, stakes } from '../figures';
import type { DetectorRow, GroupRow, RecordRow, ReportData } from '../report-data';
import { curvePlot } from './curve-plot';
import { intervalPlot, type IntervalRow } from './interval-plot';
import { element, htmlTable, text } from './markup';
import { STYLE } from './style';

const ratio = (value: number): string => decimal(value);
const rate = (value: number): string => percent(value, 0);

const nameOf = ({ type, decision, horizon }: DetectorRow): string => `${type}, ${decision}, ${horizonText(horizon)}`;

/** Only what can be called known: the rest stands in the table with its badge. */
const liftRows = (rows: readonly DetectorRow[]): IntervalRow[] => rows.flatMap((row) => {
  const { lift, n, hasEnoughData } = row.record;
  return typeof lift === 'string' || !hasEnoughData ? [] : [{ label: nameOf(row), value: lift.ratio, interval: lift.interval, note: `n = ${number(n)}` }];
});

const edgeRows = (rows: readonly DetectorRow[]): IntervalRow[] => rows.flatMap((row) => {
  const { edge, n, hasEnoughData } = row.record;
  return typeof edge === 'string' || !hasEnoughData ? [] : [{ label: nameOf(row), value: edge.fraction, interval: edge.interval, note: `n = ${number(n)}` }];
});

/** Long enough to pay the fees, short enough to have to do with the reading. */
const shown = (rows: readonly DetectorRow[]): DetectorRow[] => rows.filter(({ horizon }) => horizon === '5m' || horizon === '15m');

const countNote = (n: number, hasEnoughData: boolean): string => (hasEnoughData ? `n = ${number(n)}` : `n = ${number(n)}: not enough`);

const rateRow = (label: string, { hitRate, hitInterval, lift, n, hasEnoughData }: RecordRow): IntervalRow[] => (hitRate === undefined || hitInterval === undefined ? []
  : [{ label, value: hitRate, interval: hitInterval, reference: typeof lift === 'string' ? undefined : lift.nullRate, note: countNote(n, hasEnoughData) }]);

const HEAD = ['n', 'hits', '95 %', 'lift over chance', 'edge over chance, bps', 'mean bps', 'median', 'best', 'worst', 'profit factor', 'drawdown', 'losses in a row', 'Sharpe', 'coverage', ''];

const cells = (record: RecordRow): string[] => [
  number(record.n), share(record.hitRate), between(record.hitInterval, (value) => percent(value)), liftText(record.lift), edgeText(record.edge), bps(record.meanNet), bps(record.medianNet),
  bps(record.meanFavourable), bps(record.meanAdverse), decimal(record.profitFactor), stakes(record.maxDrawdown), number(record.longestLosses), decimal(record.sharpe, 1),
  share(record.coverage), record.hasEnoughData ? '' : 'not enough data',
];

const numbersFrom = (first: number): number[] => HEAD.slice(0, -1).map((_, index) => index + first);

const detectorTable = (rows: readonly DetectorRow[]): string =>
  htmlTable(['detector', 'decision', 'after', ...HEAD], rows.map((row) => [row.type, row.decision, horizonText(row.horizon), ...cells(row.record)]), numbersFrom(3));

const groupTable = (rows: readonly GroupRow[]): string => htmlTable(['', ...HEAD], rows.map(({ group, record }) => [group, ...cells(record)]), numbersFrom(1));

const folded = (title: string, content: string): string => element('details', {}, text('summary', title), content);

const section = (title: string, explanation: string, ...content: readonly string[]): string =>
  element('section', {}, text('h2', title), text('p', explanation), ...content);

const KEY = element('p', { class: 'key' }, '<i></i>measured, with its 95 % interval<i class="other"></i>entering at random minutes of the same symbol');

const tiles = (data: ReportData): string => element('div', { class: 'tiles' }, ...[
  [number(data.days), 'simulated days'], [number(data.opportunities), 'opportunities'], [number(data.accepted), 'accepted by the finder'],
  [coverageText(data.coverage), 'of what was asked for was seen'],
].map(([value, label]) => element('div', { class: 'tile' }, text('b', value ?? ''), text('span', label ?? ''))));

const header = (data: ReportData): string => element('header', {},
  element('h1', {}, 'Track record ', text('span', 'SIMULATED', { class: 'mark' })),
  text('p', `${plural(data.days, 'day')} from ${data.firstDay} and ${data.nothingPlantedDays} with nothing planted, ${plural(data.seeds, 'seed')} from ${data.firstSeed}; ${data.symbols} symbols of which `
    + `${data.watched} are watched; preset ${data.preset}. Each day is a market of its own. Returns are after taker fees and spread, in basis points of the entry (bps). `
    + 'Not investment advice: a simulated market says how the measuring works, not what a real one pays.'), tiles(data));

const NULL_TITLE = 'The same detectors where nothing was planted: the intervals belong around';

const edgeSection = (data: ReportData): string => section('Edge over chance',
  'How much more a detector\'s opportunities earned than entries at random minutes of the same symbol, in the same mix of directions and at the same cost, in basis points. '
  + '0 is chance. Intervals take each day as one observation, because alerts of one day share its moves.',
  intervalPlot({ title: 'Edge by detector', rows: edgeRows(shown(data.detectors)), show: bps, baseline: 0 }),
  text('h3', `${NULL_TITLE} 0`), intervalPlot({ title: 'Edge with nothing planted', rows: edgeRows(shown(data.nothingPlanted)), show: bps, baseline: 0 }));

const liftSection = (data: ReportData): string => section('Lift over chance',
  'How much more often they paid than such entries. 1 is chance. A hit is a move beyond the cost, so what foretells calm or storm without the direction moves this, too: '
  + 'after a squeeze the market is quiet, after a burst of volume it is not.',
  intervalPlot({ title: 'Lift by detector', rows: liftRows(shown(data.detectors)), show: ratio, baseline: 1 }),
  text('h3', `${NULL_TITLE} 1`), intervalPlot({ title: 'Lift with nothing planted', rows: liftRows(shown(data.nothingPlanted)), show: ratio, baseline: 1 }));

const rateSection = (data: ReportData): string => section('Hit rate', 'Share of opportunities that earned more than they cost, after 15 minutes.', KEY,
  intervalPlot({ title: 'Hit rate by detector', show: rate, rows: data.detectors.filter(({ horizon }) => horizon === '15m').flatMap((row) => rateRow(`${row.type}, ${row.decision}`, row.record)) }),
  text('h3', 'On a planted pattern, and on none'),
  intervalPlot({ title: 'Hit rate on planted patterns', show: rate, rows: data.planted.flatMap(({ group, record }) => rateRow(group, record)) }),
  folded('All figures by detector and horizon', detectorTable(data.detectors)), folded('All figures where nothing was planted', detectorTable(data.nothingPlanted)),
  folded('All figures on and off planted patterns', groupTable(data.planted)));

const regimeSection = (data: ReportData): string => section('Where it works', 'Accepted opportunities after 15 minutes.', KEY, ...data.breakdowns.flatMap(({ title, rows }) => [
  text('h3', title), intervalPlot({ title, show: rate, rows: rows.flatMap(({ group, record }) => rateRow(group, record)) }), folded('Figures', groupTable(rows)),
]));

const equitySection = (data: ReportData): string => section('Equal stakes',
  'What the same stake on every accepted opportunity, held for 15 minutes, would have added up to, in per cent of one stake.',
  element('div', { class: 'curves' }, ...data.equity.map(({ type, curve, maxDrawdown }) => curvePlot({
    title: `${type}: ${stakes(curve.at(-1)?.net ?? 0)}, largest fall ${stakes(maxDrawdown)}`, points: curve.map(({ entryTimeMs, net }) => ({ x: entryTimeMs, y: net })),
    showX: (timeMs) => new Date(timeMs).toISOString().slice(5, 10), showY: (value) => percent(value, 0),
  }))),
  folded('By day (Asia/Seoul)', htmlTable(['day', 'n', 'hits', 'sum bps'], data.byDay.map(({ day, n, hitRate, netSum }) => [day, number(n), share(hitRate), bps(netSum)]), [1, 2, 3])));

const calibrationSection = (data: ReportData): string => section('Calibration',
  'What confidence was stated, and how often it paid after 15 minutes. The upright mark is the mean confidence stated: for a probability it would lie on the bar. '
  + 'The confidence is heuristic and says so.',
  element('p', { class: 'key' }, '<i></i>share of hits, with its 95 % interval<i class="other"></i>confidence stated'),
  intervalPlot({ title: 'Calibration', show: rate, range: { low: 0, high: 1 }, rows: data.calibration.flatMap(({ fromConfidence, toConfidence, meanConfidence, n, hits, interval }) =>
    (interval === undefined ? [] : [{ label: `confidence ${fromConfidence.toFixed(1)} to ${toConfidence.toFixed(1)}`, value: hits / n, interval, reference: meanConfidence, note: `n = ${number(n)}` }])) }));

const alertSection = (data: ReportData): string => section('Alerts', 'What a policy sends of the accepted opportunities, and what it holds back.',
  htmlTable(['policy', 'sent', 'held', 'a day', 'most in a day', 'sent, mean bps', 'held, mean bps'], data.policies.map((row) =>
    [row.name, number(row.sent), number(row.held), row.alertsPerDay.toFixed(1), number(row.mostPerDay), bps(row.sentMeanNet), bps(row.heldMeanNet)]), [1, 2, 3, 4, 5, 6]));

const surrogateSection = ({ surrogates: { n, real, shuffled, walked } }: ReportData): string => section('The finder on surrogate bars',
  'The finder run again on the same opportunities with other one-minute bars. If it accepts as many of them, its checks of the bars tell nothing that any market of that volatility would not show.',
  htmlTable(['bars', 'accepted', 'of', 'share'], ([['as they were', real], ['shuffled by blocks of 20 minutes', shuffled], ['a random walk of the same volatility', walked]] as const)
    .map(([name, count]) => [name, number(count), number(n), n === 0 ? '–' : percent(count / n)]), [1, 2, 3]));

/** The whole report as one file. */
export const reportPage = (data: ReportData): string => [
  '<!doctype html>', '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
  '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">', text('title', `Track record: ${data.days} simulated days`), `<style>${STYLE}</style></head>`,
  '<body>', element('main', {}, header(data), edgeSection(data), liftSection(data), rateSection(data), equitySection(data), regimeSection(data), calibrationSection(data), alertSection(data), surrogateSection(data),
    text('footer', 'How each figure is defined: docs/formulas.md, "Track record". Best and worst are the mean favourable and adverse excursions.')), '</body></html>', '',
].join('\n');
