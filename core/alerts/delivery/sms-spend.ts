/** Plain JSON: what SMS have cost in one month. */
export interface SmsSpend {
  /** `YYYY-MM`, UTC: SNS starts its own count anew at the beginning of each month. */
  readonly month: string;
  readonly spentUsd: number;
}

export interface SmsSpendLimit {
  /** SNS's account quota is 1 USD until it is raised, and it stops without a word: so we stop before it does. */
  readonly monthlyUsd: number;
  /** Of one segment to this country. */
  readonly segmentUsd: number;
}

/** From here on somebody is told (E4). */
export const SPEND_ALARM_FRACTION = 0.8;

export type SpendAnswer =
  /** `raisesAlarm`: this one crossed 80 % of the month's money. */
  | { readonly kind: 'granted'; readonly spend: SmsSpend; readonly raisesAlarm: boolean }
  | { readonly kind: 'refused'; readonly spentUsd: number };

const monthOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 7);

/** A clock that is set back over the month's end does not forget what the new month has cost. */
const inMonth = (spend: SmsSpend | undefined, nowMs: number): SmsSpend => {
  const month = monthOf(nowMs);
  return spend === undefined || spend.month < month ? { month, spentUsd: 0 } : spend;
};

/** Cents are counted in whole millionths, so that a month of additions comes out even. */
const added = (a: number, b: number): number => Math.round((a + b) * 1e6) / 1e6;

/**
 * Takes the money for one SMS before it is sent. Money for a message that then fails is not given back: whether the carrier charged is
 * not known.
 * @throws RangeError when segments is not a positive whole number.
 */
export const takeSpend = (spend: SmsSpend | undefined, limit: SmsSpendLimit, segments: number, nowMs: number): SpendAnswer => {
  if (!Number.isInteger(segments) || segments < 1) throw new RangeError(`takeSpend: segments is ${segments}: expected a whole number from 1 on`);
  const now = inMonth(spend, nowMs);
  const spentUsd = added(now.spentUsd, segments * limit.segmentUsd);
  if (spentUsd > limit.monthlyUsd) return { kind: 'refused', spentUsd: now.spentUsd };
  const alarmUsd = SPEND_ALARM_FRACTION * limit.monthlyUsd;
  return { kind: 'granted', spend: { ...now, spentUsd }, raisesAlarm: now.spentUsd < alarmUsd && spentUsd >= alarmUsd };
};

/** Whether not even one segment is affordable: what the plan takes as a spent kind. */
export const isSpent = (spend: SmsSpend | undefined, limit: SmsSpendLimit, nowMs: number): boolean =>
  added(inMonth(spend, nowMs).spentUsd, limit.segmentUsd) > limit.monthlyUsd;
