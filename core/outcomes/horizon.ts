/**
 * How long after its entry an outcome is stated: minutes of the venue's time for markets that never close, sessions of the exchange
 * for stocks (C3.12). `m` and `s` in an id: `15m`, `5s`.
 */
export const HORIZON_IDS = ['1m', '5m', '15m', '60m', '1s', '5s'] as const;
export type HorizonId = (typeof HORIZON_IDS)[number];

export interface Horizon {
  readonly unit: 'minutes' | 'sessions';
  readonly count: number;
}

export const horizonOf = (id: HorizonId): Horizon => ({ unit: id.endsWith('m') ? 'minutes' : 'sessions', count: Number.parseInt(id, 10) });

/** The id of so many minutes. @throws RangeError when no outcome is stated there. */
export const minutesHorizon = (minutes: number): HorizonId => {
  const id = HORIZON_IDS.find((known) => known === `${minutes}m`);
  if (id === undefined) throw new RangeError(`minutesHorizon: minutes=${minutes}: expected 1, 5, 15 or 60`);
  return id;
};

export const horizonText = (id: HorizonId): string => {
  const { unit, count } = horizonOf(id);
  return unit === 'minutes' ? `${count} min` : `${count} ${count === 1 ? 'session' : 'sessions'}`;
};

/**
 * The horizon that breakdowns, streaks and equity curves are kept for: long enough to pay the fees, short enough that a scalp's reading
 * still stands. All horizons are kept for the detector as a whole.
 */
export const REFERENCE_HORIZONS: Readonly<Record<Horizon['unit'], HorizonId>> = { minutes: '15m', sessions: '5s' };

export const isReference = (id: HorizonId): boolean => REFERENCE_HORIZONS[horizonOf(id).unit] === id;
