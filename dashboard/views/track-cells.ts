import type { TrackPage, TrackPageRow } from '../../core/contracts/track-page';
import { el } from './dom';
import { bps, decimal, percent, plain } from './format';
import { intervalPlot, type Axis, type Estimate } from './interval-plot';
import { TYPE_WORDS } from './words';

const NO_LIFT_WORDS: Readonly<Record<string, string>> = {
  'too-few-days': 'too few days', 'no-controls': 'nothing to compare with', 'no-outcomes': 'no outcomes', 'no-hits': 'no hits by chance',
};

const hitOf = ({ hit_rate: value, hit_interval: interval }: TrackPageRow): Estimate | undefined => (value === null || interval === null ? undefined : { value, ...interval });
export const netOf = ({ mean_net_fraction: value, mean_net_interval: interval }: TrackPageRow): Estimate | undefined => (value === null || interval === null ? undefined : { value, ...interval });
export const liftOf = ({ lift }: TrackPageRow): Estimate | undefined => (lift === null ? undefined : { value: lift.value, ...lift.interval });

const plotCell = (estimate: Estimate | undefined, axis: Axis, show: (value: number) => string, missing: string): HTMLElement => {
  if (estimate === undefined) return el('td', { class: 'none', text: missing });
  const words = `${show(estimate.value)}, 95 % ${show(estimate.low)} to ${show(estimate.high)}`;
  return el('td', { attributes: { title: words } }, el('span', { class: 'number estimate', text: show(estimate.value) }), intervalPlot(estimate, axis, words));
};

const number = (text: string): HTMLElement => el('td', { class: 'number', text });

export interface TrackAxes {
  readonly hit: Axis;
  readonly lift: Axis;
  readonly net: Axis;
}

const groupWords = ({ dimension, group }: TrackPageRow): string => {
  if (dimension === 'all') return '';
  return dimension === 'volatility' ? ` · ${plain(group)} volatility` : ` · confidence ${plain(group)}0–${Number(group) + 1}0 %`;
};

const figures = (row: TrackPageRow, { hit, lift, net }: TrackAxes): readonly HTMLElement[] => [
  plotCell(hitOf(row), hit, (value) => percent(value), 'unknown'),
  plotCell(liftOf(row), lift, (value) => `${decimal(value)}×`, NO_LIFT_WORDS[row.no_lift_reason ?? ''] ?? plain(row.no_lift_reason ?? 'unknown')),
  plotCell(netOf(row), net, (value) => bps(value), 'unknown'),
  number(bps(row.median_net_fraction)), number(decimal(row.profit_factor)), number(decimal(row.max_drawdown, 3)), number(decimal(row.sharpe, 1)),
];

/** Coverage stands beside every figure: what was not seen is not in it. Of too few results nothing more is said than how many they are. */
export const trackLine = (row: TrackPageRow, { min_outcomes: least }: TrackPage, axes: TrackAxes): HTMLElement => el('tr', { class: `track-${row.decision}` },
  el('th', { attributes: { scope: 'row' } }, TYPE_WORDS[row.type], el('span', { class: 'note', text: `${groupWords(row)} · ${row.decision}` })),
  number(String(row.n)), el('td', { class: 'number', text: percent(row.coverage), attributes: { title: `${row.blind} blind, ${row.halted} halted` } }),
  ...(row.has_enough_data ? figures(row, axes) : [el('td', { class: 'none', text: `not enough data (${row.n} of ${least})`, attributes: { colspan: '7' } })]));
