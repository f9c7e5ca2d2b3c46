import type { PageUser } from '../../core/contracts/user-page';
import { nextAnswer, WAITING } from './answer';
import { NO_LINES, takeLines } from './lines';
import { nextLink } from './link';
import { newAlerts, withNotices } from './notices';
import { DROPPED_CAPACITY, type PageAction, type PageState } from './page-state';
import { NO_WHALES, takeWhaleMessage } from './whales';

type FeedAction = Extract<PageAction, { kind: 'feed' }>;

/** What is read again after a cut is counted once. */
const withDropped = (known: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> => {
  const isNews = ids.some((id) => !known.has(id)) && known.size < DROPPED_CAPACITY;
  return isNews ? new Set([...new Set([...known, ...ids])].slice(0, DROPPED_CAPACITY)) : known;
};

/** A page that slept longer than the log reaches back begins anew: between what it held and what comes, lines are missing. */
const beforeFeed = (state: PageState, { feed }: FeedAction): Pick<PageState, 'lines' | 'isCaughtUp'> =>
  (feed.is_restart === true ? { lines: NO_LINES, isCaughtUp: false } : state);

/** Lines of history are no news: only what comes after the log was read up to its end once is announced. */
const withFeed = (state: PageState, action: FeedAction): PageState => {
  const { feed, droppedIds } = action;
  const before = beforeFeed(state, action);
  const lines = takeLines(before.lines, [...feed.lines, ...feed.health]);
  return {
    ...state, lines, droppedIds: withDropped(state.droppedIds, droppedIds), isCaughtUp: before.isCaughtUp || !feed.has_more,
    notices: before.isCaughtUp ? withNotices(state.notices, newAlerts(before.lines, lines)) : state.notices,
  };
};

const withUser = (state: PageState, user: PageUser): PageState => {
  if (state.users.kind !== 'loaded') return state;
  const users = state.users.value.users.map((one) => (one.user_id === user.user_id ? user : one));
  return { ...state, users: { ...state.users, value: { users } }, changeProblem: undefined };
};

const withDetail = (state: PageState, { id, answer }: Extract<PageAction, { kind: 'detail' }>): PageState =>
  (id === state.openedId ? { ...state, detail: nextAnswer(state.detail, answer) } : state);

/** The page's one rule for what follows what. Pure: times come with the actions. */
export const reduce = (state: PageState, action: PageAction): PageState => {
  switch (action.kind) {
    case 'config': return { ...state, config: action.answer };
    case 'clock': return { ...state, clockOffsetMs: action.offsetMs };
    case 'token': return { ...state, hasToken: action.hasToken, isTokenRefused: false, link: { ...state.link, kind: 'connecting' }, whales: NO_WHALES };
    case 'link': return { ...state, link: nextLink(state.link, action.event), isTokenRefused: state.isTokenRefused || (action.event.kind === 'refused' && state.hasToken) };
    case 'feed': return withFeed(state, action);
    case 'notice-gone': return { ...state, notices: state.notices.filter(({ id }) => id !== action.id) };
    case 'whales': return { ...state, whales: takeWhaleMessage(state.whales, action.message) };
    case 'whales-lost': return { ...state, whales: { ...state.whales, isConnected: false } };
    case 'whales-refused': return { ...state, whales: { ...state.whales, isTokenRefused: true } };
    case 'open': return action.id === state.openedId ? state : { ...state, openedId: action.id, detail: WAITING };
    case 'close': return { ...state, openedId: undefined, detail: WAITING };
    case 'detail': return withDetail(state, action);
    case 'track': return { ...state, track: nextAnswer(state.track, action.answer) };
    case 'queues': return { ...state, queues: nextAnswer(state.queues, action.answer) };
    case 'users': return { ...state, users: nextAnswer(state.users, action.answer) };
    case 'user-changed': return withUser(state, action.user);
    case 'change-failed': return { ...state, changeProblem: action.reason };
  }
};
