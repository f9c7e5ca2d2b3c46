import type { WhaleOrder } from '../../core/contracts/whale-order';
import type { PageState } from '../state/page-state';
import { gradedLevels } from '../state/whales';
import { byId, el, emptyLine, marketAge, passing, setText } from './dom';
import { duration, percent, price, usd } from './format';
import { keyedList } from './keyed-list';
import { sideMark } from './opportunities';
import { whenChanged, type View } from './view';
import { FATE_WORDS, GRADE_WORDS } from './words';

/** Less is not worth a word. */
const LEAST_SHARE = 0.01;

const fateWords = ({ fate }: WhaleOrder): string => {
  if (fate.kind !== null) return fate.kind === 'moved' && fate.moved_to_price !== null ? `moved to ${price(fate.moved_to_price)}` : FATE_WORDS[fate.kind];
  const filled = fate.filled_quantity / (fate.first_quantity + fate.added_quantity);
  return filled >= LEAST_SHARE ? `${percent(filled)} filled` : 'stands';
};

interface ShownLevel {
  readonly order: WhaleOrder;
  readonly isGone: boolean;
}

/** One that stands grows older between two messages, which come only where it changed; one that is gone does not. */
const standing = ({ order, isGone }: ShownLevel): HTMLElement => (isGone ? el('span', { text: `stood ${duration(order.lifetime_seconds * 1_000)}` })
  : el('span', {}, 'stood ', marketAge(order.first_seen_ms)));

const levelItem = ({ order, isGone }: ShownLevel): HTMLElement => {
  const grade = order.categories.by_recommended;
  return el('li', { class: isGone ? 'level gone' : 'level' },
    el('span', { class: 'row-line' },
      el('span', { class: `grade grade-${grade}`, text: GRADE_WORDS[grade] }), el('b', { class: 'symbol', text: order.symbol }), sideMark(order.side),
      el('span', { class: 'number push', text: usd(order.usd_value), attributes: { title: 'Value, USD' } })),
    el('span', { class: 'row-line note' },
      el('span', { class: 'number', text: `@ ${price(order.order_price)}` }), ...(isGone ? [] : [passing(`${percent(order.analytics.distance_to_price, 2)} away`, order.updated_ms)]),
      standing({ order, isGone }), el('span', { class: 'push', text: isGone ? `gone: ${fateWords(order)}` : fateWords(order) })));
};

const emptyWords = ({ config, whales }: PageState): string => {
  if (config.kind === 'loaded' && config.value.stream_url === null) return 'The stream of large levels is not part of this installation.';
  if (!whales.isConnected) return 'Connecting to the stream of large levels.';
  return whales.tier === 'public' ? 'No diamond at the moment. Without a token diamonds alone are shown, five seconds late.' : 'No hot level at the moment. A level is shown once it has stood long enough to be weighed.';
};

const noteOf = ({ whales }: PageState): string => {
  if (whales.tier === undefined) return '';
  return `${whales.levels.size} · ${whales.tier === 'public' ? 'public, 5 s late' : whales.tier}${whales.isConnected ? '' : ' · reconnecting'}`;
};

/** Levels by grade, then the last that left with what became of them. A level is a level of the book, never said to be one order. */
export const whalesView = (): View => {
  const list = el('ul', { class: 'rows', attributes: { id: 'whale-list', 'aria-label': 'Large levels by grade' } });
  const empty = emptyLine('');
  byId('whales').append(empty, list);
  const show = keyedList<ShownLevel>(list, {
    keyOf: ({ order, isGone }) => `${isGone ? 'gone' : 'level'} ${order.order_hash}`, isSame: (a, b) => a.order === b.order, make: levelItem,
  });
  return whenChanged(({ whales, config }) => [whales, config], (state) => {
    const levels = [...gradedLevels(state.whales).map((order) => ({ order, isGone: false })), ...state.whales.gone.map((order) => ({ order, isGone: true }))];
    empty.hidden = levels.length > 0;
    setText(empty, emptyWords(state));
    show(levels);
    setText(byId('whales-note'), noteOf(state));
  });
};
