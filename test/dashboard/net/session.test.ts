import { makeSession } from '../../../dashboard/net/session';
import type { Api } from '../../../dashboard/net/api';
import { INITIAL_STATE, type PageAction, type PageState } from '../../../dashboard/state/page-state';
import { reduce } from '../../../dashboard/state/reduce';
import { makeStore } from '../../../dashboard/state/store';
import { PAGE_TOKEN } from '../../support/page-server';
import { whaleSnapshot } from '../../support/page-world';
import { FakeSocket, playBrowser } from './fake-socket';

const FEED = { schema: 'activity-feed.v1', lines: [], health: [], next_ms: 5, has_more: false } as const;
const never = (): Promise<never> => new Promise(() => undefined);

const sockets = (path: string): FakeSocket[] => FakeSocket.opened.filter(({ url }) => url.endsWith(path));

describe('all that the page listens to', () => {
  playBrowser();

  const begin = async (token: string | undefined, activity: Api['activity']): Promise<() => PageState> => {
    const store = makeStore<PageState, PageAction>(reduce, INITIAL_STATE);
    const api: Api = {
      config: () => Promise.resolve({ schema: 'page-config.v1', market: 'live', speed: 1, anchor_ms: 0, stream_url: 'ws://page.test', open_reads: true, code_version: null }),
      activity, opportunity: never, track: never, queues: never, users: never, setMuted: never,
    };
    await makeSession(store, api, () => token).start();
    return store.get;
  };

  test('a log that falls silent costs the large levels their connection too: one network carries both', async () => {
    const state = await begin(PAGE_TOKEN, never);
    for (const socket of FakeSocket.opened) socket.open();
    sockets('/activity')[0]?.tell(FEED);
    sockets('/private')[0]?.tell(whaleSnapshot());
    expect([state().link.kind, state().whales.isConnected]).toEqual(['live', true]);
    await jest.advanceTimersByTimeAsync(45_000);
    expect([state().link.kind, state().whales.isConnected, sockets('/private')[0]?.isClosed]).toEqual(['connecting', false, true]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect([sockets('/activity').length, sockets('/private').length]).toEqual([2, 2]);
  });

  test('a log whose connection is cut costs them nothing', async () => {
    const state = await begin(PAGE_TOKEN, never);
    for (const socket of FakeSocket.opened) socket.open();
    sockets('/private')[0]?.tell(whaleSnapshot());
    sockets('/activity')[0]?.end(1006);
    expect(state().whales.isConnected).toBe(true);
  });

  test('without a token the first question that nobody answers does', async () => {
    let isBroken = false;
    const state = await begin(undefined, () => (isBroken ? Promise.reject(new TypeError('no network')) : Promise.resolve({ feed: { ...FEED, lines: [], health: [] }, droppedIds: [] })));
    sockets('/public')[0]?.open();
    sockets('/public')[0]?.tell({ ...whaleSnapshot(), tier: 'public' });
    isBroken = true;
    await jest.advanceTimersByTimeAsync(2_000);
    expect([state().link.kind, state().whales.isConnected, sockets('/public')[0]?.isClosed]).toEqual(['offline', false, true]);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(sockets('/public').length).toBe(2);
  });

  test('a vip token does not knock at the log', async () => {
    await begin('tw_vip_0123456789ab_secret', never);
    expect(FakeSocket.opened.map(({ url }) => url)).toEqual(['ws://page.test/vip']);
  });
});
