import type { TrackPage, TrackPageRow } from '../../core/contracts/track-page';
import type { NoLift } from '../../core/outcomes/null/lift';
import { el } from './dom';
import { bps, decimal, percent, plain } from './format';
import { intervalPlot, type Axis, type Estimate } from './interval-plot';
import { groupWords } from './track-words';
import { TYPE_WORDS } from './words';

const NO_LIFT_WORDS: Readonly<Record<NoLift, string>> = {
  'too-few-days': 'too few days', 'no-controls': 'nothing to compare with', 'too-few-hits': 'too few hits by chance',
};

const noLiftWords = (reason: string | null): string => (reason !== null && Object.hasOwn(NO_LIFT_WORDS, reason) ? NO_LIFT_WORDS[reason as NoLift] : plain(reason ?? 'unknown'));

const hitOf = ({ hit_rate: value, hit_interval: interval }: TrackPageRow): Estimate | undefined => (value === null || interval === null ? undefined : { value, ...interval });
export const netOf = ({ mean_net_fraction: value, mean_net_interval: interval }: TrackPageRow): Estimate | undefined => (value === null || interval === null ? undefined : { value, ...interval });
export const edgeOf = ({ edge }: TrackPageRow): Estimate | undefined => (edge === null ? undefined : { value: edge.value, ...edge.interval });
export const liftOf = ({ lift }: TrackPageRow): Estimate | undefined => (lift === null ? undefined : { value: lift.value, ...lift.interval });

/** The rate of random entries, from how many times it the detector's own is. */
const chanceOf = ({ hit_rate: rate, lift }: TrackPageRow): number | undefined => (rate === null || lift === null || lift.value === 0 ? undefined : rate / lift.value);

interface Plotted {
  readonly estimate: Estimate | undefined;
  readonly axis: Axis;
  readonly baseline: number | undefined;
  readonly show: (value: number) => string;
  /** Said where there is no estimate. */
  readonly missing: string;
}

const plotCell = ({ estimate, axis, baseline, show, missing }: Plotted): HTMLElement => {
  if (estimate === undefined) return el('td', { class: 'none', text: missing });
  const label = `${show(estimate.value)}, 95 % ${show(estimate.low)} to ${show(estimate.high)}`;
  return el('td', { attributes: { title: label } }, el('span', { class: 'number estimate', text: show(estimate.value) }), intervalPlot({ estimate, axis, baseline, label }));
};

const number = (text: string): HTMLElement => el('td', { class: 'number', text });

export interface TrackAxes {
  readonly hit: Axis;
  readonly lift: Axis;
  readonly edge: Axis;
  readonly net: Axis;
}

const figures = (row: TrackPageRow, { hit, lift, edge, net }: TrackAxes): readonly HTMLElement[] => [
  plotCell({ estimate: hitOf(row), axis: hit, baseline: chanceOf(row), show: percent, missing: 'unknown' }),
  plotCell({ estimate: liftOf(row), axis: lift, baseline: 1, show: (value) => `${decimal(value)}×`, missing: noLiftWords(row.no_lift_reason) }),
  plotCell({ estimate: edgeOf(row), axis: edge, baseline: 0, show: bps, missing: noLiftWords(row.no_lift_reason) }),
  plotCell({ estimate: netOf(row), axis: net, baseline: 0, show: bps, missing: 'unknown' }),
  number(bps(row.median_net_fraction)), number(bps(row.mean_favourable_fraction)), number(bps(row.mean_adverse_fraction)),
  number(decimal(row.profit_factor)), number(decimal(row.max_drawdown, 3)), number(decimal(row.sharpe, 1)),
];

/** Coverage stands beside every figure: what was not seen is not in it. Of too few results nothing more is said than how many they are. */
export const trackLine = (row: TrackPageRow, { min_outcomes: least }: TrackPage, axes: TrackAxes): HTMLElement => el('tr', { class: `track-${row.decision}` },
  el('th', { attributes: { scope: 'row' } }, TYPE_WORDS[row.type], el('span', { class: 'note', text: [...groupWords(row), row.decision].map((words) => ` · ${words}`).join('') })),
  number(String(row.n)), el('td', { class: 'number', text: percent(row.coverage), attributes: { title: `${row.blind} blind, ${row.halted} halted` } }),
  ...(row.has_enough_data ? figures(row, axes) : [el('td', { class: 'none', text: `not enough data (${row.n} of ${least})`, attributes: { colspan: '10' } })]));
