import type { Market } from '../../core/contracts/common';
import { foreignMarket } from '../state/foreign-market';
import { alertRows, type AlertRow } from '../state/rows';
import { age, byId, el, emptyLine, setText } from './dom';
import { awaitedLine, deliveryLine } from './delivery-line';
import { keyedList, sameFields } from './keyed-list';
import { marketMark } from './market-mark';
import { sideMark } from './opportunities';
import { whenChanged, type View } from './view';
import { HOLD_WORDS, TYPE_WORDS } from './words';

interface ShownAlert extends AlertRow {
  readonly foreign: Market | undefined;
}

const isDigest = ({ alertId }: Pick<AlertRow, 'alertId'>): boolean => alertId.startsWith('digest|');

const titleOf = ({ plan, alertId, foreign }: ShownAlert): readonly (HTMLElement | string)[] => {
  if (plan === undefined) return [el('b', { text: isDigest({ alertId }) ? 'Digest of what was held' : 'Alert' })];
  return [sideMark(plan.side), el('b', { class: 'symbol', text: plan.symbol }), el('span', { class: 'kind', text: TYPE_WORDS[plan.opportunity_type] }), ...marketMark(foreign)];
};

const planWords = ({ plan, userId }: AlertRow): string => {
  const parts = [`to ${userId}`];
  if (plan?.severity === 'critical') parts.push('critical');
  if (plan?.is_late === true) parts.push('late');
  if (plan !== undefined && plan.hold_reason !== null) parts.push(`held: ${HOLD_WORDS[plan.hold_reason]}`);
  return parts.join(' · ');
};

/** A digest is of many opportunities and opens none; any other alert opens its own, also where the log holds its plan no longer. */
const alertTitle = (row: ShownAlert, onOpen: (id: string) => void): HTMLElement => (isDigest(row)
  ? el('p', { class: 'row-line alert-title' }, ...titleOf(row), age(row.timeMs))
  : el('button', { class: 'row-line alert-title alert-open', attributes: { title: 'Open the opportunity' }, onClick: () => { onOpen(row.alertId); } }, ...titleOf(row), age(row.timeMs)));

const alertItem = (row: ShownAlert, onOpen: (id: string) => void): HTMLElement => el('li', { class: 'alert' },
  alertTitle(row, onOpen),
  el('p', { class: 'note', text: planWords(row) }),
  el('ul', { class: 'deliveries' }, ...row.deliveries.map((delivery) => deliveryLine(delivery)), ...row.awaitedChannels.map(awaitedLine)));

/** Only kept for a digest: nothing was sent. */
const isHeld = ({ plan }: AlertRow): boolean => plan !== undefined && plan.hold_reason !== null;

const EMPTY = 'No alert yet. When an opportunity is accepted and a user wants to hear of it, it stands here with one line for each channel: queued, sent, delivered, or why not.';

/** What was sent, newest first, with its rows of the ledger; what was held for the digest on request. */
export const alertsView = (onOpen: (id: string) => void): View => {
  const list = el('ul', { class: 'rows', attributes: { id: 'alert-list', 'aria-label': 'Alerts, newest first' } });
  const empty = emptyLine(EMPTY);
  byId('alerts').append(empty, list);
  const show = keyedList<ShownAlert>(list, { keyOf: ({ id }) => id, isSame: sameFields, make: (row) => alertItem(row, onOpen) });
  let showsHeld = false;
  let rows: readonly ShownAlert[] = [];
  const heldButton = el('button', { class: 'quiet', attributes: { id: 'held-button' }, onClick: () => { toggle(); } });
  byId('alerts-note').append(heldButton);

  const render = (): void => {
    const held = rows.filter(isHeld).length;
    const shown = showsHeld ? rows : rows.filter((row) => !isHeld(row));
    empty.hidden = shown.length > 0;
    heldButton.hidden = held === 0;
    heldButton.setAttribute('aria-pressed', String(showsHeld));
    setText(heldButton, `${showsHeld ? 'Hide' : 'Show'} ${held} held`);
    show(shown);
  };
  function toggle(): void {
    showsHeld = !showsHeld;
    render();
  }
  return whenChanged(({ lines, config }) => [lines.alert, lines.delivery, config], ({ lines, config }) => {
    rows = alertRows(lines).map((row) => ({ ...row, foreign: row.plan === undefined ? undefined : foreignMarket({ config }, row.plan.market) }));
    render();
  });
};
