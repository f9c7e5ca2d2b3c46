import { MAX_SCORES, type Learnt } from '../../contracts/alert-state';

/** Days that the hourly means look back on: long enough to know a weekday's hours, short enough to follow the market. */
const PROFILE_DAYS = 7;
/** Today's pace against the usual one counts as if so many alerts had come at the usual pace: the first ones prove little. */
const PACE_PRIOR = 5;
const SLOWEST_PACE = 0.25;
const FASTEST_PACE = 8;
/** Without so many scores there is no distribution to take a quantile of. */
export const MIN_SCORES = 20;

/** Enough to rank by; scores are stored and JSON spells 17 digits. */
const rounded = (score: number): number => Number(score.toPrecision(6));

/** One more alert has asked for a place. An alert without a score counts as an arrival alone. */
export const observeArrival = (learnt: Learnt, hour: number, score: number | null): Learnt => ({
  ...learnt,
  scores: score === null ? learnt.scores : [...learnt.scores, rounded(score)].slice(-MAX_SCORES),
  hourly_today: learnt.hourly_today.map((count, index) => (index === hour ? count + 1 : count)),
});

/** `days` have ended: the first with today's counts, further ones without alerts. */
export const foldDays = (learnt: Learnt, days: number): Learnt => {
  let { hourly_mean: mean, hourly_today: today, days: known } = learnt;
  for (let day = 0; day < Math.min(days, PROFILE_DAYS); day += 1) {
    const counts = today;
    known = Math.min(known + 1, PROFILE_DAYS);
    const weight = 1 / known;
    mean = mean.map((old, hour) => old + weight * ((counts[hour] ?? 0) - old));
    today = today.map(() => 0);
  }
  return { ...learnt, hourly_mean: mean, hourly_today: today, days: known };
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Alerts that usually came by this minute of a local day. */
const usualBy = (mean: readonly number[], minuteOfDay: number): number => {
  const hour = Math.floor(minuteOfDay / 60);
  return sum(mean.slice(0, hour)) + ((mean[hour] ?? 0) * (minuteOfDay % 60)) / 60;
};

/**
 * How many alerts are still to come today: the usual number of the hours left, at today's pace. Undefined before a first day
 * was seen.
 */
export const expectedRemaining = ({ hourly_mean: mean, hourly_today: today, days }: Learnt, minuteOfDay: number): number | undefined => {
  if (days === 0) return undefined;
  const usual = usualBy(mean, minuteOfDay);
  const pace = (sum(today) + PACE_PRIOR) / (usual + PACE_PRIOR);
  return (sum(mean) - usual) * Math.min(FASTEST_PACE, Math.max(SLOWEST_PACE, pace));
};

/** The score that a share `fraction` of all reaches; the order statistic next to it, since scores are what they are. */
const upperQuantile = (scores: readonly number[], fraction: number): number => {
  const sorted = [...scores].sort((a, b) => b - a);
  const rank = Math.max(0, Math.ceil(fraction * sorted.length) - 1);
  return sorted[rank] ?? -Infinity;
};

export interface Place {
  readonly learnt: Learnt;
  /** Places left today, this one included. */
  readonly placesLeft: number;
  /** Places that the whole day has. */
  readonly placesOfDay: number;
  /** Share of the day that is over, 0..1. */
  readonly dayGoneFraction: number;
  readonly minuteOfDay: number;
}

/** In the first days nothing is known: places are given out evenly over the day, the first two at once. */
const onPace = ({ placesLeft, placesOfDay, dayGoneFraction }: Place): boolean =>
  placesOfDay - placesLeft < 2 + placesOfDay * dayGoneFraction;

/**
 * The least score that gets one of the places left: the score that as many of the alerts to come will reach as there are places.
 * Budget ratio policy of the multi-secretary problem: accept what lies in the upper (places left / alerts still to come) quantile,
 * and look again at each arrival. A. Arlotto, I. Gurvich, "Uniformly Bounded Regret in the Multisecretary Problem", Stochastic
 * Systems 9 (2019) 231-260. There both the distribution and the number to come are known; here they are estimated from the last
 * scores and the week's hours. Undefined where too little is known to say.
 */
export const scoreThreshold = ({ learnt, placesLeft, minuteOfDay }: Place): number | undefined => {
  const toCome = expectedRemaining(learnt, minuteOfDay);
  if (toCome === undefined || learnt.scores.length < MIN_SCORES) return undefined;
  return placesLeft >= toCome ? -Infinity : upperQuantile(learnt.scores, placesLeft / toCome);
};

/**
 * Whether an alert gets one of the places left today. Nothing gets one when none is left. An alert without a score is below any
 * finite threshold. Rank alone decides: on a day with more places than alerts, all of them get one.
 */
export const takesPlace = (place: Place, score: number | null): boolean => {
  if (place.placesLeft <= 0) return false;
  const threshold = scoreThreshold(place);
  if (threshold === undefined) return onPace(place);
  return score === null ? threshold === -Infinity : score >= threshold;
};
