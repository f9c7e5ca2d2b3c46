import type { OpportunityDetail } from '../../core/contracts/opportunity-detail';
import type { PageState } from '../state/page-state';
import { answerParts } from '../state/answer';
import { openedHead, openedRow, type OpenedHead } from '../state/opened';
import type { OpportunityRow } from '../state/rows';
import { drawChart } from './chart';
import { conditionTable } from './condition-table';
import { costBlock, deliveriesBlock, evidenceLine, hopsBlock, levelStrip, outcomesBlock, reasonsBlock, trackBlock } from './detail-blocks';
import { byId, el, emptyLine } from './dom';
import { plain } from './format';
import { marketMark } from './market-mark';
import { oldWords } from './old-words';
import { confidenceMark, sideMark } from './opportunities';
import { onThemeChange } from './theme';
import { whenChanged, type View } from './view';
import { TYPE_WORDS } from './words';

const CLOSED = 'Open an opportunity to see why it was found, its chart, who was told and what came of it: j and k move, Enter opens, Esc closes.';

/** The button stays the same element whatever the title says, and keeps its focus. */
const headPart = (onClose: () => void): { readonly element: HTMLElement; readonly show: (head: OpenedHead | undefined) => void } => {
  const [title, confidence] = [el('h2'), el('span')];
  const element = el('header', { class: 'panel-head detail-head' }, title, confidence, el('button', { class: 'quiet close', text: '✕ Close', onClick: onClose }));
  const show = (head: OpenedHead | undefined): void => {
    title.replaceChildren(...(head === undefined ? ['Opportunity']
      : [sideMark(head.side), ` ${head.symbol} `, el('span', { class: 'kind', text: TYPE_WORDS[head.opportunity_type] }), ' ', ...marketMark(head.foreign)]));
    confidence.replaceChildren(...(head === undefined ? [] : [confidenceMark(head.confidence, head.confidence_kind)]));
  };
  return { element, show };
};

/** The horizons that nobody saw whole, and why: the chart shades what of them it has no bars for. */
const blindWords = ({ aftermaths }: OpportunityDetail): string => aftermaths.filter(({ status }) => status === 'blind')
  .map(({ horizon_minutes, blind_reason }) => `Blind within ${horizon_minutes} min: ${plain(blind_reason ?? 'the feed was not whole')}.`).join(' ');

const fromLog = ({ finding, decision }: OpportunityRow): readonly HTMLElement[] => [
  ...(decision === undefined ? [] : [reasonsBlock(decision)]),
  conditionTable('Why it was found', finding.kind === 'opportunity' ? finding.conditions : []),
  ...(decision === undefined ? [] : [conditionTable('Checks', decision.checks)]),
];

const fromDetail = (detail: OpportunityDetail): readonly HTMLElement[] => [
  reasonsBlock(detail.signal), levelStrip(detail.signal),
  el('div', { class: 'columns' }, conditionTable('Why it was found', detail.signal.conditions), conditionTable('Checks', detail.signal.checks)),
  outcomesBlock(detail), trackBlock(detail),
  el('div', { class: 'columns' }, deliveriesBlock(detail), el('div', {}, hopsBlock(detail), costBlock(detail))),
  evidenceLine(detail),
];

/** Why there is no chart; undefined where there is one. */
const noChartWords = (state: PageState): string | undefined => {
  const { detail } = state;
  if (detail.kind === 'failed') return detail.reason;
  if (detail.kind === 'waiting') return openedRow(state) === undefined ? 'The opportunity is being read.' : 'The chart comes with the decision.';
  return detail.value.bars.length === 0 ? 'No bars were kept of this one.' : undefined;
};

/** The chart is drawn anew where its bars are others, so that what a reader has moved or zoomed stays. */
const chartPart = (): { readonly element: HTMLElement; readonly show: (state: PageState) => void } => {
  const element = el('div', { class: 'chart', attributes: { id: 'chart' } });
  let drawn: { readonly key: string; readonly detail: OpportunityDetail; readonly remove: () => void } | undefined;
  const draw = (detail: OpportunityDetail, key: string): void => {
    drawn?.remove();
    element.replaceChildren();
    drawn = { key, detail, remove: drawChart(element, detail) };
  };
  onThemeChange(() => { if (drawn !== undefined) draw(drawn.detail, drawn.key); });
  const show = (state: PageState): void => {
    const missing = noChartWords(state);
    if (missing === undefined && state.detail.kind === 'loaded') {
      const { signal, bars, aftermaths } = state.detail.value;
      const key = [signal.signal_id, bars.length, ...aftermaths.map((aftermath) => aftermath.bars.length)].join(' ');
      if (drawn?.key !== key) draw(state.detail.value, key);
      return;
    }
    drawn?.remove();
    drawn = undefined;
    element.replaceChildren(emptyLine(missing ?? ''));
  };
  return { element, show };
};

const blocksOf = (state: PageState): readonly HTMLElement[] => {
  const { detail } = state;
  const row = openedRow(state);
  if (detail.kind !== 'loaded') return row === undefined ? [] : fromLog(row);
  const warnings = [oldWords(detail, state.clockOffsetMs), blindWords(detail.value)].filter((words) => words !== '');
  return [...warnings.map((text) => el('p', { class: 'note blind', text })), ...fromDetail(detail.value)];
};

/** The opened opportunity. What the log says of it is shown at once, the rest as soon as it is there. */
export const detailView = (onClose: () => void): View => {
  const root = byId('detail');
  const chart = chartPart();
  const head = headPart(onClose);
  const [blocks, closed] = [el('div', { class: 'blocks' }), emptyLine(CLOSED)];
  const body = el('div', { class: 'scroll detail-body', attributes: { tabindex: '0', 'aria-label': 'Details' } }, chart.element, blocks);
  const opened = el('div', { class: 'opened' }, head.element, body);
  root.append(closed, opened);
  const showHead = whenChanged((state) => [JSON.stringify(openedHead(state))], (state) => { head.show(openedHead(state)); });
  const scrollUp = whenChanged(({ openedId }) => [openedId], () => { body.scrollTop = 0; });

  return whenChanged((state) => [state.openedId, ...answerParts(state.detail), state.config, openedRow(state)?.finding, openedRow(state)?.decision], (state) => {
    const isOpen = state.openedId !== undefined;
    byId('radar').classList.toggle('has-detail', isOpen);
    [closed.hidden, opened.hidden] = [isOpen, !isOpen];
    if (!isOpen) return;
    showHead(state);
    blocks.replaceChildren(...blocksOf(state));
    chart.show(state);
    scrollUp(state);
  });
};
