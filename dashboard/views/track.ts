import { HORIZONS_MINUTES } from '../../core/contracts/aftermath';
import type { TrackPage, TrackPageRow } from '../../core/contracts/track-page';
import { answerParts } from '../state/answer';
import type { PageState } from '../state/page-state';
import { trackRows, type TrackChoice, type TrackDimension, type TrackHorizon } from '../state/track-rows';
import { byId, el, emptyLine } from './dom';
import { axisOf, type Estimate } from './interval-plot';
import { oldWords } from './old-words';
import { edgeOf, liftOf, netOf, trackLine } from './track-cells';
import { whenChanged, type View } from './view';
import { MARKET_MARKS } from './words';

const HEAD = ['Detector', 'n', 'Coverage', 'Hit rate (line: chance)', 'Lift over chance (line: 1)', 'Edge over chance, bps (line: 0)', 'Mean net, bps (line: 0)', 'Median net, bps', 'Profit factor', 'Drawdown, stakes', 'Sharpe'];
const NUMBERS = new Set([1, 2, 7, 8, 9, 10]);
const DIMENSION_WORDS: Readonly<Record<TrackDimension, string>> = { all: 'Overall', volatility: 'By volatility', confidence: 'By confidence' };

const chosen = <Value extends string | number>(label: string, values: readonly Value[], words: (value: Value) => string, current: Value, onChange: (value: Value) => void): HTMLElement =>
  el('div', { class: 'segments', attributes: { role: 'group', 'aria-label': label } }, ...values.map((value) =>
    el('button', { class: 'segment', text: words(value), attributes: { 'aria-pressed': String(value === current) }, onClick: () => { onChange(value); } })));

const known = (rows: readonly TrackPageRow[], estimateOf: (row: TrackPageRow) => Estimate | undefined): readonly Estimate[] =>
  rows.filter(({ has_enough_data }) => has_enough_data).flatMap((row) => estimateOf(row) ?? []);

const table = (page: TrackPage, choice: TrackChoice): HTMLElement => {
  const rows = trackRows(page, choice);
  if (rows.length === 0) return emptyLine('Nothing was counted here yet. An outcome is known one, five, fifteen and sixty minutes after each opportunity.');
  const axes = { hit: { from: 0, to: 1 }, lift: axisOf(known(rows, liftOf), 1), edge: axisOf(known(rows, edgeOf), 0), net: axisOf(known(rows, netOf), 0) };
  return el('div', { class: 'table-scroll', attributes: { tabindex: '0', role: 'region', 'aria-label': 'Track record' } }, el('table', { class: 'track-table' },
    el('thead', {}, el('tr', {}, ...HEAD.map((text, index) => el('th', { text, class: NUMBERS.has(index) ? 'number' : '', attributes: { scope: 'col' } })))),
    el('tbody', {}, ...rows.map((row) => trackLine(row, page, axes)))));
};

const scopeWords = ({ market, days }: TrackPage, { dimension }: TrackChoice): string =>
  `${MARKET_MARKS[market] ?? 'Live market'} · ${dimension === 'all' ? `the last ${days} days` : 'since counting began'}. Returns after fees and spread. Chance is the same symbol entered at random minutes. `
  + 'Bars are 95\u00a0% intervals: where one crosses its line, nothing is proved.';

/** The track record, with what is not known said as plainly as what is. */
export const trackView = (): View => {
  const root = byId('track');
  let choice: TrackChoice = { horizon: 15, dimension: 'all' };
  let last: PageState | undefined;

  const choose = (change: Partial<TrackChoice>): void => {
    choice = { ...choice, ...change };
    if (last !== undefined) show(last);
  };
  const panel = (page: TrackPage, old: string): HTMLElement => el('section', { class: 'panel', attributes: { 'aria-label': 'Track record' } },
    el('header', { class: 'panel-head' }, el('h2', { text: 'Track record' }),
      chosen<TrackHorizon>('Horizon', HORIZONS_MINUTES, (value) => `${value} min`, choice.horizon, (horizon) => { choose({ horizon }); }),
      chosen<TrackDimension>('Groups', ['all', 'volatility', 'confidence'], (value) => DIMENSION_WORDS[value], choice.dimension, (dimension) => { choose({ dimension }); })),
    ...(old === '' ? [] : [el('p', { class: 'note wide-note old', text: old })]), el('p', { class: 'note wide-note', text: scopeWords(page, choice) }), table(page, choice));
  const show = (state: PageState): void => {
    last = state;
    const { track, clockOffsetMs } = state;
    const label = document.activeElement?.textContent;
    root.replaceChildren(track.kind === 'loaded' ? panel(track.value, oldWords(track, clockOffsetMs)) : emptyLine(track.kind === 'failed' ? track.reason : 'The track record is being read.'));
    [...root.querySelectorAll('button')].find(({ textContent }) => textContent === label)?.focus();
  };
  return whenChanged(({ track }) => answerParts(track), show);
};
