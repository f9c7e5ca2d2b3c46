import type { Market } from '../../core/contracts/common';
import { foreignMarket } from '../state/foreign-market';
import type { Notice } from '../state/notices';
import { byId, el } from './dom';
import { keyedList, sameFields } from './keyed-list';
import { marketMark } from './market-mark';
import { sideMark } from './opportunities';
import { whenChanged, type View } from './view';
import { TYPE_WORDS } from './words';

export const SHOWN_MS = 10_000;

export interface ToastActions {
  readonly onOpen: (id: string) => void;
  readonly onGone: (noticeId: string) => void;
}

interface ShownNotice extends Notice {
  readonly foreign: Market | undefined;
}

/** What has just come, in a live region: read out, shown for a while, and never in the way of the focus. */
export const toastsView = ({ onOpen, onGone }: ToastActions): View => {
  const make = ({ id, line: { entry }, foreign }: ShownNotice): HTMLElement => {
    window.setTimeout(() => { onGone(id); }, SHOWN_MS);
    return el('div', { class: 'toast' },
      el('span', { class: 'visually-hidden', text: 'New alert: ' }), sideMark(entry.side), el('b', { class: 'symbol', text: entry.symbol }),
      el('span', { class: 'kind', text: `${TYPE_WORDS[entry.opportunity_type]}${entry.severity === 'critical' ? ', critical' : ''}` }), ...marketMark(foreign),
      el('button', { class: 'quiet push', text: 'Open', onClick: () => { onOpen(entry.opportunity_id); } }));
  };
  const show = keyedList<ShownNotice>(byId('toasts'), { keyOf: ({ id }) => id, isSame: sameFields, make });
  return whenChanged(({ notices, config }) => [notices, config], ({ notices, config }) => {
    show(notices.map((notice) => ({ ...notice, foreign: foreignMarket({ config }, notice.line.entry.market) })));
  });
};
