import type { ActivityFeed } from '../../core/contracts/activity-feed';
import type { OpportunityDetail } from '../../core/contracts/opportunity-detail';
import type { PageConfig } from '../../core/contracts/page-config';
import type { QueuePage } from '../../core/contracts/queue-page';
import type { TrackPage } from '../../core/contracts/track-page';
import type { PageUser, UserPage } from '../../core/contracts/user-page';
import type { WhaleStreamMessage } from '../../core/contracts/whale-stream';
import { WAITING, type Answer } from './answer';
import { NO_LINES, type Lines } from './lines';
import type { Link, LinkEvent } from './link';
import type { Notice } from './notices';
import { NO_WHALES, type Whales } from './whales';

/** More are not counted: the page must not grow with what somebody else makes up. */
export const DROPPED_CAPACITY = 1_000;

export interface PageState {
  readonly config: Answer<PageConfig>;
  /** The server's clock less this machine's, ms: ages are told by the clock that stamped the lines. */
  readonly clockOffsetMs: number;
  readonly hasToken: boolean;
  /** The token does not open the log; where reads are open the page goes on without it. */
  readonly isTokenRefused: boolean;
  readonly link: Link;
  readonly lines: Lines;
  /** Lines that were not of the shape they promise and are not shown, by what each is known by; at most `DROPPED_CAPACITY`. */
  readonly droppedIds: ReadonlySet<string>;
  /** The log was read up to now once: what comes from here on is news. */
  readonly isCaughtUp: boolean;
  readonly notices: readonly Notice[];
  readonly whales: Whales;
  /** The opened opportunity, and what is known of it. */
  readonly openedId: string | undefined;
  readonly detail: Answer<OpportunityDetail>;
  readonly track: Answer<TrackPage>;
  readonly queues: Answer<QueuePage>;
  readonly users: Answer<UserPage>;
  /** Why the last change that was asked for was not made. */
  readonly changeProblem: string | undefined;
}

export const INITIAL_STATE: PageState = {
  config: WAITING, clockOffsetMs: 0, hasToken: false, isTokenRefused: false, link: { kind: 'connecting', heardMs: undefined }, lines: NO_LINES, droppedIds: new Set(), isCaughtUp: false, notices: [],
  whales: NO_WHALES, openedId: undefined, detail: WAITING, track: WAITING, queues: WAITING, users: WAITING, changeProblem: undefined,
};

export type PageAction =
  | { readonly kind: 'config'; readonly answer: Answer<PageConfig> }
  | { readonly kind: 'clock'; readonly offsetMs: number }
  | { readonly kind: 'token'; readonly hasToken: boolean }
  | { readonly kind: 'link'; readonly event: LinkEvent }
  | { readonly kind: 'feed'; readonly feed: ActivityFeed; readonly droppedIds: readonly string[] }
  | { readonly kind: 'notice-gone'; readonly id: string }
  | { readonly kind: 'whales'; readonly message: WhaleStreamMessage }
  | { readonly kind: 'whales-lost' }
  /** The token opens no tier of the large levels. */
  | { readonly kind: 'whales-refused' }
  | { readonly kind: 'open'; readonly id: string }
  | { readonly kind: 'close' }
  | { readonly kind: 'detail'; readonly id: string; readonly answer: Answer<OpportunityDetail> }
  | { readonly kind: 'track'; readonly answer: Answer<TrackPage> }
  | { readonly kind: 'queues'; readonly answer: Answer<QueuePage> }
  | { readonly kind: 'users'; readonly answer: Answer<UserPage> }
  | { readonly kind: 'user-changed'; readonly user: PageUser }
  | { readonly kind: 'change-failed'; readonly reason: string };
