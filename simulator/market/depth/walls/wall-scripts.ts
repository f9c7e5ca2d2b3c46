import type { Random } from '../../random';
import type { WallLabel } from './wall';
import type { WallStage } from './wall-stage';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { ceil, max, min } = Math;

/** One part of a story, asked at every update of 100 ms; true when it is over. */
export type Scene = (stage: WallStage) => boolean;

/** How long a wall stands before its script goes on, ms. */
export interface Lifetimes { readonly usual: () => number; readonly long: () => number }

const UPDATE_MS = 100;
/** Behind so many levels a wall is placed. */
const RANKS = { from: 5, to: 11 };
/** The price is led so far past a wall, in places, that it presses on it. */
const PRESS_PLACES = 3;
/** What has not come near after this long is taken as near. */
const PATIENCE_MS = 240_000;
const NEAR_PLACES = 2;
/** Above this multiple the rest of a dead wall would still be a wall: it goes in one piece. */
const MODEST_MULTIPLE = 11;
const LAST_BITE_SHARE = 0.4;

/** Time is counted from the first call. */
const after = (durationMs: number): Scene => {
  let endMs: number | undefined;
  return ({ nowMs }) => nowMs >= (endMs ??= nowMs + durationMs);
};

/** Places the wall and keeps the price where it is. */
const arrive: Scene = (stage) => {
  stage.drawTo(stage.mid);
  stage.place(stage.placeAt(RANKS.from + stage.random.below(RANKS.to - RANKS.from + 1)));
  return true;
};

const endOf = (wall: WallStage['wall']): boolean => wall === undefined || wall.isDead;

/** Stands for a while; over early when trades killed it. */
const stand = (durationMs: number): Scene => {
  const isOver = after(durationMs);
  return (stage) => isOver(stage) || endOf(stage.wall);
};

/** Leads the price to the wall until it is `places` away or dead. */
const approach = (places: number): Scene => {
  const isLate = after(PATIENCE_MS);
  return (stage) => {
    const { wall } = stage;
    if (!wall || wall.isDead) return true;
    stage.drawTo(wall.place + (wall.side === 'sell' ? PRESS_PLACES : -PRESS_PLACES), true);
    return isLate(stage) || stage.distance <= places;
  };
};

/** Orders eat the wall bite by bite until `share` of it is left, nothing at a share of 0. */
const eatDownTo = (share: number): Scene => (stage) => {
  const { wall, random } = stage;
  if (!wall || wall.isDead) return true;
  const first = wall.birth.steps;
  const isLastBite = share === 0 && wall.birth.multiple > MODEST_MULTIPLE && wall.restSteps < LAST_BITE_SHARE * first;
  const bite = isLastBite ? wall.restSteps : ceil(first * random.between(0.02, 0.08));
  stage.eat(min(bite, max(0, wall.restSteps - ceil(share * first))));
  return wall.restSteps <= ceil(share * first);
};

const cancelAll: Scene = (stage) => {
  stage.cancel(Infinity);
  return true;
};

/** Small cancels every few seconds until the wall is dead. */
const bleedOut = (): Scene => {
  let nextMs = 0;
  return (stage) => {
    const { wall, random, nowMs } = stage;
    if (!wall || wall.isDead) return true;
    if (nowMs < nextMs) return false;
    stage.cancel(ceil(wall.birth.steps * random.between(0.02, 0.06)));
    nextMs = nowMs + random.between(800, 5_000);
    return false;
  };
};

/** The whole quantity leaves and stands a place or two away within a second. */
const move = (): Scene => {
  let arrivalMs: number | undefined;
  return (stage) => {
    const { wall, random, nowMs } = stage;
    if (!wall) return true;
    if (arrivalMs === undefined) {
      if (wall.isDead) return true;
      arrivalMs = nowMs + UPDATE_MS * (1 + random.below(8));
      stage.cancel(Infinity);
      return false;
    }
    if (nowMs < arrivalMs) return false;
    const place = wall.place + (wall.side === 'sell' ? 1 : -1) * (1 + random.below(2));
    if (!stage.isBehindTouch(place)) return true;
    wall.moveTo(place);
    stage.place(place, wall.pulledSteps);
    return true;
  };
};

/** Comes back at the price where it died, once that price is among those that a follower sees, and not at the touch. */
const comeBack = (): Scene => {
  const isLate = after(PATIENCE_MS);
  return (stage) => {
    const { wall } = stage;
    if (!wall || isLate(stage)) return true;
    if (!stage.isBehindTouch(wall.place)) return false;
    stage.place(wall.place);
    return true;
  };
};

/** The price goes back to where the wall was at its usual distance. */
const leave: Scene = (stage) => {
  const { wall } = stage;
  if (wall) stage.drawTo(wall.place + (wall.side === 'sell' ? -RANKS.to : RANKS.to), true);
  return true;
};

/** The story that a label stands for. */
export const scriptOf = (label: WallLabel, random: Random, { usual, long }: Lifetimes): readonly Scene[] => {
  switch (label) {
    case 'filled': return [arrive, stand(usual()), approach(0), eatDownTo(0)];
    case 'pulled': return [arrive, stand(usual()), approach(NEAR_PLACES), cancelAll];
    case 'pulled_far': return [arrive, stand(usual()), cancelAll];
    case 'moved': return [arrive, stand(usual()), move(), stand(usual()), cancelAll];
    case 'bleed': return [arrive, stand(usual()), bleedOut()];
    case 'partly_filled': return [arrive, stand(usual()), approach(0), eatDownTo(0.6), leave, stand(usual()), cancelAll];
    case 'resurrected': return [arrive, stand(usual()), cancelAll, after(random.between(20_000, 120_000)), comeBack(), stand(usual()), cancelAll];
    case 'long': return [arrive, stand(long()), cancelAll];
  }
};
