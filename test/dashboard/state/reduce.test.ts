import fc from 'fast-check';
import { activityOf, type Activity } from '../../../core/contracts/activity';
import { loadedAt } from '../../../dashboard/state/answer';
import { DROPPED_CAPACITY, INITIAL_STATE, type PageAction, type PageState } from '../../../dashboard/state/page-state';
import { reduce } from '../../../dashboard/state/reduce';
import type { LinkEvent } from '../../../dashboard/state/link';
import { alertEntry, detailOf, pageSignal, pageUser } from '../../support/page-world';

type FeedAction = Extract<PageAction, { kind: 'feed' }>;
const feed = (lines: Activity[], hasMore = false, changes: Partial<FeedAction['feed']> = {}): FeedAction =>
  ({ kind: 'feed', droppedIds: [], feed: { schema: 'activity-feed.v1', lines, health: [], next_ms: 0, has_more: hasMore, ...changes } });
const run = (...actions: PageAction[]): PageState => actions.reduce(reduce, INITIAL_STATE);
const alertLine = (symbol: string, timeMs: number, changes: Parameters<typeof alertEntry>[1] = {}): Activity => activityOf(timeMs, alertEntry(pageSignal({ symbol }), changes));

describe('what is announced', () => {
  test('history is not; what comes after it is, once', () => {
    const news = alertLine('BBBUSDT', 2);
    const state = run(feed([alertLine('AAAUSDT', 1)], true), feed([]), feed([news]), feed([news]));
    expect(state.notices.map(({ id }) => id)).toEqual([news.activity_id]);
    expect(reduce(state, { kind: 'notice-gone', id: news.activity_id }).notices).toEqual([]);
  });

  test('what was only kept for a digest calls nobody', () => {
    expect(run(feed([]), feed([alertLine('AAAUSDT', 1, { channels: [], hold_reason: 'quiet' })])).notices).toEqual([]);
  });

  test('of many at once the last three are shown', () => {
    const lines = Array.from({ length: 10 }, (_, index) => alertLine(`S${index}USDT`, index));
    expect(run(feed([]), feed(lines)).notices.map(({ line }) => line.entry.symbol)).toEqual(['S7USDT', 'S8USDT', 'S9USDT']);
  });
});

describe('a page that slept longer than the log reaches back', () => {
  const [old, missed, news] = [alertLine('OLDUSDT', 1), alertLine('MISSEDUSDT', 2), alertLine('NEWUSDT', 3)];
  const restart = { is_restart: true } as const;

  test('drops what it held, and announces nothing until it has caught up', () => {
    const begun = run(feed([old]), feed([missed], true, restart));
    expect([[...begun.lines.alert.values()], begun.isCaughtUp, begun.notices]).toEqual([[missed], false, []]);
    const caughtUp = [feed([]), feed([news])].reduce(reduce, begun);
    expect([caughtUp.isCaughtUp, caughtUp.notices.map(({ id }) => id)]).toEqual([true, [news.activity_id]]);
  });

  test('has caught up at once where one answer holds all', () => {
    const state = run(feed([old]), feed([missed], false, restart));
    expect([[...state.lines.alert.values()], state.isCaughtUp, state.notices]).toEqual([[missed], true, []]);
  });
});

describe('lines that cannot be read', () => {
  const dropped = (...ids: string[]): PageAction => ({ ...feed([]), droppedIds: ids });

  test('are counted once, however often they are read', () => {
    expect([...run(dropped('a', 'a', 'b'), dropped('b'), dropped('c', 'a')).droppedIds]).toEqual(['a', 'b', 'c']);
  });

  test('are counted up to a bound', () => {
    const many = Array.from({ length: DROPPED_CAPACITY + 5 }, (_, index) => `id-${index}`);
    expect(run(dropped(...many), dropped('one more')).droppedIds.size).toBe(DROPPED_CAPACITY);
  });
});

describe('the way to the server', () => {
  const after = (...events: LinkEvent[]): PageState['link'] => run(...events.map((event): PageAction => ({ kind: 'link', event }))).link;

  const told = (nowMs: number): LinkEvent => ({ kind: 'told', nowMs });
  const answered = (nowMs: number): LinkEvent => ({ kind: 'answered', nowMs });
  const [lost, unanswered]: [LinkEvent, LinkEvent] = [{ kind: 'socket-lost' }, { kind: 'unanswered' }];

  test('answers do not make it less than live, and an outage counts from what was last heard', () => {
    expect(after(answered(1), told(2), answered(3), unanswered)).toEqual({ kind: 'live', heardMs: 3 });
    expect(after(told(1), told(4), lost, unanswered, lost, unanswered)).toEqual({ kind: 'offline', heardMs: 4 });
    expect(after(unanswered)).toEqual({ kind: 'offline', heardMs: undefined });
    expect(after(unanswered, answered(6))).toEqual({ kind: 'asking', heardMs: 6 });
  });

  test('another token does not make the last thing heard later or forgotten', () => {
    expect(run({ kind: 'link', event: told(4) }, { kind: 'token', hasToken: true }, { kind: 'link', event: unanswered }).link).toEqual({ kind: 'offline', heardMs: 4 });
  });

  test('it is live exactly where it was told something and has lost nothing since', () => {
    const EVENT: fc.Arbitrary<LinkEvent> = fc.constantFrom(told(1), answered(1), lost, unanswered);
    fc.assert(fc.property(fc.array(EVENT), (events) => {
      const kinds = events.map(({ kind }) => kind);
      expect(after(...events).kind === 'live').toBe(kinds.lastIndexOf('told') > kinds.lastIndexOf('socket-lost'));
    }));
  });
});

describe('answers', () => {
  const signal = pageSignal();
  const loaded: PageAction = { kind: 'detail', id: signal.signal_id, answer: loadedAt(detailOf(signal), 0) };

  test('one about an opportunity that is not open any more is dropped', () => {
    expect(run({ kind: 'open', id: 'other' }, loaded).detail.kind).toBe('waiting');
    expect(run({ kind: 'open', id: signal.signal_id }, loaded).detail.kind).toBe('loaded');
    expect(run({ kind: 'open', id: signal.signal_id }, loaded, { kind: 'close' }).detail.kind).toBe('waiting');
  });

  test('a failure leaves what was known', () => {
    expect(run({ kind: 'open', id: signal.signal_id }, loaded, { kind: 'detail', id: signal.signal_id, answer: { kind: 'failed', reason: 'no' } }).detail.kind).toBe('loaded');
  });

  test('a muted channel changes its user alone', () => {
    const [one, two] = [pageUser({ user_id: 'one' }), pageUser({ user_id: 'two' })];
    const { users, changeProblem } = run({ kind: 'users', answer: loadedAt({ users: [one, two] }, 0) }, { kind: 'change-failed', reason: 'no' }, { kind: 'user-changed', user: { ...two, channels: [] } });
    expect(users).toEqual(loadedAt({ users: [one, { ...two, channels: [] }] }, 0));
    expect(changeProblem).toBeUndefined();
  });
});
