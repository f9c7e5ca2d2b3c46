import type { Notice } from '../state/notices';
import { byId, el } from './dom';
import { keyedList } from './keyed-list';
import { sideMark } from './opportunities';
import { whenChanged, type View } from './view';
import { TYPE_WORDS } from './words';

export const SHOWN_MS = 10_000;

export interface ToastActions {
  readonly onOpen: (id: string) => void;
  readonly onGone: (noticeId: string) => void;
}

/** What has just come, in a live region: read out, shown for a while, and never in the way of the focus. */
export const toastsView = ({ onOpen, onGone }: ToastActions): View => {
  const make = ({ id, line: { entry } }: Notice): HTMLElement => {
    window.setTimeout(() => { onGone(id); }, SHOWN_MS);
    return el('div', { class: 'toast' },
      el('span', { class: 'visually-hidden', text: 'New alert: ' }), sideMark(entry.side), el('b', { class: 'symbol', text: entry.symbol }),
      el('span', { class: 'kind', text: `${TYPE_WORDS[entry.opportunity_type]}${entry.severity === 'critical' ? ', critical' : ''}` }),
      el('button', { class: 'quiet push', text: 'Open', onClick: () => { onOpen(entry.opportunity_id); } }));
  };
  const show = keyedList<Notice>(byId('toasts'), { keyOf: ({ id }) => id, isSame: (a, b) => a === b, make });
  return whenChanged(({ notices }) => [notices], ({ notices }) => { show(notices); });
};
