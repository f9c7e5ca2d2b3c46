import type { PageConfig } from '../../core/contracts/page-config';
import type { PageAction, PageState } from '../state/page-state';
import type { Store } from '../state/store';
import { tiersOf } from '../state/token-form';
import { followActivity } from './activity-link';
import { answerOf, sentence } from './answer';
import type { Api } from './api';
import type { ReopenableLink, SocketLink } from './socket-link';
import { followWhales } from './whale-link';

const CONFIG_RETRY_MS = 3_000;

/** What has no feed of its own. */
export interface Questions {
  readonly askQueues: () => Promise<void>;
  readonly askTrack: () => Promise<void>;
  readonly askUsers: () => Promise<void>;
}

export interface Session extends Questions {
  /** Reads the configuration, then follows everything; again with another token. */
  start(): Promise<void>;
  setMuted(userId: string, channelId: string, isMuted: boolean): Promise<void>;
}

/** The `Date` of an answer has whole seconds: smaller differences are no news, and ages would jump. */
const CLOCK_STEP_MS = 1_500;

/** Keeps how far this machine's clock is from the server's. */
export const clockKeeper = (store: Store<PageState, PageAction>) => (offsetMs: number): void => {
  if (Math.abs(offsetMs - store.get().clockOffsetMs) > CLOCK_STEP_MS) store.dispatch({ kind: 'clock', offsetMs });
};

/** The large levels, where there is a stream. */
const followLevels = (streamUrl: string, store: Store<PageState, PageAction>, token: string | undefined): ReopenableLink => followWhales({
  streamUrl, token,
  onMessage: (message) => { store.dispatch({ kind: 'whales', message }); },
  onLost: () => { store.dispatch({ kind: 'whales-lost' }); },
  onTokenRefused: () => { store.dispatch({ kind: 'whales-refused' }); },
});

const follow = (config: PageConfig, store: Store<PageState, PageAction>, api: Api, token: string | undefined): readonly SocketLink[] => {
  const { open_reads: openReads, stream_url: streamUrl } = config;
  const whales = streamUrl === null ? [] : [followLevels(streamUrl, store, token)];
  const reopenWhales = (): void => { for (const link of whales) link.reopen(); };
  const opensLog = token !== undefined && tiersOf(token).includes('private');
  return [...whales, followActivity({
    api, token, openReads, streamUrl: opensLog ? streamUrl : null,
    onFeed: (read) => { store.dispatch({ kind: 'feed', ...read }); },
    onEvent: (event) => {
      const wasOffline = store.get().link.kind === 'offline';
      store.dispatch({ kind: 'link', event });
      // Without a socket of the log an outage is all that tells of a network that went away.
      if (!wasOffline && store.get().link.kind === 'offline') reopenWhales();
    },
    onSilent: reopenWhales,
  })];
};

/** Everything that the page asks for and listens to. */
export const makeSession = (store: Store<PageState, PageAction>, api: Api, token: () => string | undefined): Session => {
  let links: readonly SocketLink[] = [];
  let starts = 0;

  const start = async (): Promise<void> => {
    for (const link of links) link.stop();
    links = [];
    store.dispatch({ kind: 'token', hasToken: token() !== undefined });
    starts += 1;
    const thisStart = starts;
    const config = await answerOf(api.config());
    // Another token was given meanwhile.
    if (thisStart !== starts) return;
    store.dispatch({ kind: 'config', answer: config });
    if (config.kind === 'loaded') links = follow(config.value, store, api, token());
    else setTimeout(() => { if (thisStart === starts) void start(); }, CONFIG_RETRY_MS);
  };

  const market = (): string => {
    const { config } = store.get();
    return config.kind === 'loaded' ? config.value.market : 'live';
  };

  return {
    start,
    askQueues: async () => { store.dispatch({ kind: 'queues', answer: await answerOf(api.queues()) }); },
    askTrack: async () => { store.dispatch({ kind: 'track', answer: await answerOf(api.track(market())) }); },
    askUsers: async () => { store.dispatch({ kind: 'users', answer: await answerOf(api.users()) }); },
    setMuted: async (userId, channelId, isMuted) => {
      try {
        store.dispatch({ kind: 'user-changed', user: await api.setMuted(userId, channelId, isMuted) });
      } catch (error) {
        store.dispatch({ kind: 'change-failed', reason: sentence(error) });
      }
    },
  };
};
