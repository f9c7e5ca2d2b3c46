import { HORIZONS_MINUTES } from '../../core/contracts/aftermath';
import type { TrackPage, TrackPageRow } from '../../core/contracts/track-page';
import { answerParts } from '../state/answer';
import type { PageState } from '../state/page-state';
import { trackRows, type TrackChoice, type TrackDimension, type TrackHorizon } from '../state/track-rows';
import { byId, el, emptyLine } from './dom';
import { axisOf, type Estimate } from './interval-plot';
import { oldWords } from './old-words';
import { edgeOf, liftOf, netOf, trackLine } from './track-cells';
import { DIMENSION_WORDS, DIMENSIONS, noRowsWords, scopeWords } from './track-words';
import { whenChanged, type View } from './view';

interface Column {
  readonly text: string;
  readonly isNumber?: boolean;
  readonly title?: string;
}

const number = (text: string, title?: string): Column => ({ text, isNumber: true, ...(title === undefined ? {} : { title }) });

const COLUMNS: readonly Column[] = [
  { text: 'Detector' }, number('n'), number('Coverage'), { text: 'Hit rate (line: chance)' }, { text: 'Lift over chance (line: 1)' }, { text: 'Edge over chance, bps (line: 0)' },
  { text: 'Mean net, bps (line: 0)' }, number('Median net, bps'),
  number('Mean best, bps', 'Mean favourable excursion: how far the price went the right way within the horizon, before fees and spread'),
  number('Mean worst, bps', 'Mean adverse excursion: how far the price went the wrong way within the horizon, before fees and spread'),
  number('Profit factor'), number('Drawdown, stakes'), number('Sharpe'),
];

const columnHead = ({ text, isNumber = false, title }: Column): HTMLElement =>
  el('th', { text, class: isNumber ? 'number' : '', attributes: { scope: 'col', ...(title === undefined ? {} : { title }) } });

const chosen = <Value extends string | number>(label: string, values: readonly Value[], words: (value: Value) => string, current: Value, onChange: (value: Value) => void): HTMLElement =>
  el('div', { class: 'segments', attributes: { role: 'group', 'aria-label': label } }, ...values.map((value) =>
    el('button', { class: 'segment', text: words(value), attributes: { 'aria-pressed': String(value === current) }, onClick: () => { onChange(value); } })));

const known = (rows: readonly TrackPageRow[], estimateOf: (row: TrackPageRow) => Estimate | undefined): readonly Estimate[] =>
  rows.filter(({ has_enough_data }) => has_enough_data).flatMap((row) => estimateOf(row) ?? []);

const table = (page: TrackPage, choice: TrackChoice): HTMLElement => {
  const rows = trackRows(page, choice);
  if (rows.length === 0) return emptyLine(noRowsWords(choice));
  const axes = { hit: { from: 0, to: 1 }, lift: axisOf(known(rows, liftOf), 1), edge: axisOf(known(rows, edgeOf), 0), net: axisOf(known(rows, netOf), 0) };
  return el('div', { class: 'table-scroll', attributes: { tabindex: '0', role: 'region', 'aria-label': 'Track record' } }, el('table', { class: 'track-table' },
    el('thead', {}, el('tr', {}, ...COLUMNS.map(columnHead))),
    el('tbody', {}, ...rows.map((row) => trackLine(row, page, axes)))));
};

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
      chosen<TrackDimension>('Groups', DIMENSIONS, (value) => DIMENSION_WORDS[value], choice.dimension, (dimension) => { choose({ dimension }); })),
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
