import { STREAM_TIERS, type StreamTier } from '../../core/contracts/whale-stream';
import type { GateRefusal, Place } from './connection-gate';
import type { FaultLock } from './fault-lock';
import type { Grant, TokenGuard } from './token-guard';

/** What became of a token at the door. `unavailable`: nobody could say. */
export type DoorAnswer = { readonly grant: Grant } | GateRefusal | 'wrong' | 'locked' | 'unavailable';

export interface DoorOptions {
  readonly guard: TokenGuard;
  readonly lock: FaultLock;
  readonly elapsedMs: () => number;
  readonly onProblem: (error: unknown) => void;
}

/** The tiers stand from the highest to the lowest. */
const opens = ({ tier }: Grant, wanted: StreamTier): boolean => STREAM_TIERS.indexOf(tier) <= STREAM_TIERS.indexOf(wanted);

export type TokenDoor = (text: string, wanted: StreamTier, address: string, place: Place) => Promise<DoorAnswer>;

/** Asks for what a token opens, counting the try against the address before anything is looked up. A grant that is answered must be released. */
export const makeTokenDoor = ({ guard, lock, elapsedMs, onProblem }: DoorOptions): TokenDoor =>
  async (text, wanted, address, place) => {
    if (!lock.beginTry(address, elapsedMs())) return 'locked';
    let grant: Grant | undefined;
    try {
      grant = await guard.authenticate(text);
    } catch (error) {
      onProblem(error);
      lock.endTry(address, true, elapsedMs());
      return 'unavailable';
    }
    const isRight = grant !== undefined && opens(grant, wanted);
    lock.endTry(address, isRight, elapsedMs());
    const answer = isRight && grant !== undefined ? place.enter(grant.tokenId, elapsedMs()) ?? { grant } : 'wrong';
    if (typeof answer === 'string' && grant !== undefined) guard.release(grant);
    return answer;
  };
