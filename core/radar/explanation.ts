import type { Condition, RadarType } from '../contracts/common';
import type { BlindStream } from './blind-streams';
import type { RankFilter } from './ranking';
import type { Warmup } from './warmup';

/** Why a symbol is on the watch list or not. */
export interface WatchStatus {
  readonly isOnList: boolean;
  /** Not on the list any more, or not heard, but its bars go on. */
  readonly isFollowed: boolean;
  /** 1 = most volatile of `universe` symbols now; undefined where a filter keeps it out. */
  readonly rank: number | undefined;
  readonly universe: number;
  /** What keeps it off the list: a filter, or a rank below the list's limit. Undefined for a member. */
  readonly keptOffBy: RankFilter | { readonly filter: 'rank'; readonly value: number; readonly threshold: number } | undefined;
}

export interface LastFired {
  readonly type: RadarType;
  readonly eventId: string;
  /** Venue time, epoch ms. */
  readonly timeMs: number;
  /** For how much longer the type is held back; 0 where it is not. */
  readonly coolDownRemainingMs: number;
}

/** Everything that decides about one symbol, as it is now. */
export interface Explanation {
  readonly symbol: string;
  /** Venue time of the last clock tick, epoch ms; undefined before the first. */
  readonly timeMs: number | undefined;
  readonly watch: WatchStatus;
  /** Whether data has proved the subscription of its trades and books. */
  readonly delivers: boolean;
  readonly blind: readonly BlindStream[];
  readonly warmup: readonly Warmup[];
  /** Empty for a symbol that is not watched. */
  readonly conditions: readonly Condition[];
  readonly lastFired: readonly LastFired[];
}
