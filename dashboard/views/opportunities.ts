import { HORIZONS_MINUTES } from '../../core/contracts/aftermath';
import type { Market } from '../../core/contracts/common';
import { foreignMarket } from '../state/foreign-market';
import type { LineOf } from '../state/lines';
import { opportunityRows, type OpportunityRow } from '../state/rows';
import { age, byId, el, emptyLine, setText } from './dom';
import { change, percent, plain, price } from './format';
import { keyedList, sameFields } from './keyed-list';
import { marketMark } from './market-mark';
import { whenChanged, type View } from './view';
import { rejectWords, TYPE_WORDS } from './words';

type Outcome = LineOf<'outcome'>['entry'] | undefined;

/** Up and down are told by sign and shape, not by colour alone. */
export const sideMark = (side: 'buy' | 'sell'): HTMLElement => el('span', { class: `side ${side}`, text: side === 'buy' ? '▲ BUY' : '▼ SELL' });

/** Net of fees and spread: what could have been kept. */
const outcomeCell = (outcome: Outcome, horizon: number): HTMLElement => {
  const net = outcome?.net_return_fraction ?? null;
  const value = outcome === undefined ? '·' : outcome.status === 'blind' ? 'blind' : change(net);
  const direction = net === null || net === 0 ? '' : net > 0 ? ' up' : ' down';
  return el('span', { class: `outcome${direction}`, attributes: { title: plain(outcome?.blind_reason ?? `net after ${horizon} min`) } }, el('span', { class: 'tag', text: `${horizon}m` }), ` ${value}`);
};

const decisionWords = ({ decision }: OpportunityRow): string => {
  if (decision === undefined) return 'being judged';
  return decision.decision === 'accepted' ? 'accepted' : `rejected: ${plain(decision.reject_reasons.map(rejectWords).join(', '))}`;
};

/** The bar is drawn by a custom property: markup of styles is forbidden to the page. */
export const confidenceMark = (confidence: number, kind: string): HTMLElement => {
  const bar = el('span', { class: 'confidence-bar', attributes: { 'aria-hidden': 'true' } });
  bar.style.setProperty('--share', `${Math.round(confidence * 100)}%`);
  return el('span', { class: 'confidence' }, bar, el('b', { text: percent(confidence) }), ` ${kind}`);
};

interface ShownRow extends OpportunityRow {
  readonly foreign: Market | undefined;
}

const rowButton = (row: ShownRow, onOpen: (id: string) => void): HTMLElement => {
  const { finding, decision } = row;
  return el('button', { class: 'row', attributes: { 'data-id': row.id, tabindex: '-1' }, onClick: () => { onOpen(row.id); } },
    el('span', { class: 'row-line' },
      sideMark(finding.side), el('b', { class: 'symbol', text: finding.symbol }), el('span', { class: 'kind', text: TYPE_WORDS[finding.opportunity_type] }), ...marketMark(row.foreign),
      el('span', { class: 'number push', text: price(finding.kind === 'opportunity' ? finding.price : finding.entry_price) }), age(row.timeMs)),
    el('span', { class: 'row-line' },
      confidenceMark(decision?.confidence ?? finding.confidence, decision?.confidence_kind ?? finding.confidence_kind),
      el('span', { class: `decision ${decision?.decision ?? 'open'}`, text: decisionWords(row), attributes: { title: decisionWords(row) } })),
    el('span', { class: 'row-line outcomes' }, ...HORIZONS_MINUTES.map((horizon, index) => outcomeCell(row.outcomes[index], horizon))));
};

const EMPTY = 'No opportunity yet. The radar watches the whole market and first needs some twenty minutes of bars of each symbol; what it finds stands here within a second.';

/** The live list; `onOpen` is told which one was chosen. */
export const opportunitiesView = (onOpen: (id: string) => void): View => {
  const list = el('ul', { class: 'rows', attributes: { id: 'opportunity-list', 'aria-label': 'Opportunities, newest first' } });
  const empty = emptyLine(EMPTY);
  byId('opportunities').append(empty, list);
  const note = byId('opportunities-note');
  const show = keyedList<ShownRow>(list, { keyOf: ({ id }) => id, isSame: sameFields, make: (row) => el('li', {}, rowButton(row, onOpen)) });
  return whenChanged(({ lines, openedId, config }) => [lines.opportunity, lines.decision, lines.outcome, openedId, config], ({ lines, openedId, config }) => {
    const rows = opportunityRows(lines).map((row) => ({ ...row, foreign: foreignMarket({ config }, row.finding.market) }));
    empty.hidden = rows.length > 0;
    show(rows);
    setText(note, rows.length === 0 ? '' : `newest ${rows.length}`);
    for (const button of list.querySelectorAll<HTMLButtonElement>('.row')) {
      if (button.dataset['id'] === openedId) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
    if (list.querySelector('[tabindex="0"]') === null) list.querySelector('.row')?.setAttribute('tabindex', '0');
  });
};
