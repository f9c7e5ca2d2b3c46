import type { DeliveryRow, DeliveryState } from '../../core/contracts/delivery';
import { el } from './dom';
import { plain, plural } from './format';
import { CHANNEL_WORDS, FAILURE_WORDS, HOLD_WORDS, ownWord, STATE_WORDS } from './words';

type Shown = Pick<DeliveryRow, 'channel_id' | 'channel_kind' | 'state' | 'hold_reason' | 'failure_reason' | 'attempts' | 'repeats'>
  & Partial<Pick<DeliveryRow, 'last_error' | 'is_late'>>;

const whyWords = ({ hold_reason, failure_reason, last_error }: Shown): string[] => [
  ...(hold_reason === null ? [] : [HOLD_WORDS[hold_reason]]),
  ...(failure_reason === null ? [] : [FAILURE_WORDS[failure_reason]]),
  ...(last_error === null || last_error === undefined ? [] : [`“${plain(last_error)}”`]),
];

const countWords = ({ attempts, repeats, is_late }: Shown): string[] => [
  ...(attempts > 1 ? [plural(attempts, 'attempt')] : []),
  ...(repeats > 0 ? [`${plural(repeats, 'repeat')} possible`] : []),
  ...(is_late === true ? ['late'] : []),
];

/** A channel by its id alone; the first of a kind is named like it. */
const channelName = (channelId: string): string => ownWord(CHANNEL_WORDS, channelId) ?? channelId;

const line = (name: string, state: DeliveryState, why: string): HTMLElement => el('li', { class: 'delivery' },
  el('span', { class: 'channel', text: name }), el('span', { class: `state state-${state}`, text: STATE_WORDS[state] }), el('span', { class: 'why', text: why }));

/** A message that is on its way to the ledger: planned, and not yet in anybody's hands. */
export const awaitedLine = (channelId: string): HTMLElement => line(channelName(channelId), 'queued', '');

/** One row of the ledger: channel, `whose` where that is not said around it, state, and why. Never an address. */
export const deliveryLine = (row: Shown, whose?: string): HTMLElement => {
  const name = row.channel_id === row.channel_kind ? CHANNEL_WORDS[row.channel_kind] : `${CHANNEL_WORDS[row.channel_kind]} ${row.channel_id}`;
  return line(whose === undefined ? name : `${name} · ${whose}`, row.state, [...whyWords(row), ...countWords(row)].join(' · '));
};
