/** Age of a level as four numbers in [0, 1], by the source's names on the wire (S2.23). */
export interface TimeFactors {
  readonly linear_1h: number;
  readonly exponential_30m: number;
  readonly logarithmic: number;
  readonly adaptive: number;
}

export type TimeFactor = keyof TimeFactors;

/** What the source's configuration calls two of them (C2.4). */
const ALIASES: Readonly<Record<string, TimeFactor>> = { logarithmic_2h: 'logarithmic', adaptive_volatility: 'adaptive' };
const NAMES: readonly TimeFactor[] = ['linear_1h', 'exponential_30m', 'logarithmic', 'adaptive'];

/**
 * The factor that a configuration means by a name.
 * @throws RangeError for any other text.
 */
export const timeFactorNamed = (name: string): TimeFactor => {
  const factor = ALIASES[name] ?? NAMES.find((known) => known === name);
  if (factor === undefined) throw new RangeError(`time factor is ${name}: expected one of ${[...NAMES, ...Object.keys(ALIASES)].join(', ')}`);
  return factor;
};

const clamped = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * S2.17 with t in minutes (C2.1), each clamped to [0, 1] (C2.2):
 *
 *     linear_1h = t / 60                  exponential_30m = 1 - e^(-t / 30)
 *     logarithmic = ln(1 + t) / ln 121    adaptive = 1 - e^(-t / (30 (1 + vol)))
 *
 * `volatility1h` is a fraction; unknown counts as 0, where `adaptive` equals `exponential_30m`.
 * @throws RangeError for a negative lifetime.
 */
export const timeFactorsOf = (lifetimeSeconds: number, volatility1h: number | undefined): TimeFactors => {
  if (!(lifetimeSeconds >= 0)) throw new RangeError(`lifetimeSeconds is ${lifetimeSeconds}: expected 0 or more`);
  const minutes = lifetimeSeconds / 60;
  return {
    linear_1h: clamped(minutes / 60),
    exponential_30m: clamped(1 - Math.exp(-minutes / 30)),
    logarithmic: clamped(Math.log(1 + minutes) / Math.log(121)),
    adaptive: clamped(1 - Math.exp(-minutes / (30 * (1 + (volatility1h ?? 0))))),
  };
};
