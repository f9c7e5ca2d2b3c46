import type { WireExcursion } from '../../contracts/aftermath';
import type { WireBar } from '../../contracts/common';
import { MINUTE_MS } from '../../market/bar';
import { SeededDraws } from './seeded-draws';

/** Controls per horizon. Eight make the null rate of a year of alerts nearly eight times as certain as the alerts' own. */
export const CONTROLS_PER_HORIZON = 8;
/**
 * Minutes just before the opportunity in which no control may lie: what made the detector fire is in them, and a control that contains
 * it would be no random moment. Detectors look back up to about six minutes in detail; ten leaves a margin.
 */
export const CONTROL_GUARD_MINUTES = 10;

/** A thousandth of a basis point: what a message need not carry beyond. */
const DIGITS = 1e7;

/** One entry in each of `count` equal parts of [0, candidates): spread out, so that long windows overlap as little as they can. */
const stratified = (draws: SeededDraws, candidates: number, count: number): number[] =>
  Array.from({ length: count }, (_, part) => {
    const [from, to] = [Math.floor((part * candidates) / count), Math.floor(((part + 1) * candidates) / count)];
    return from + draws.below(to - from);
  });

const closeOf = ([, , , , close]: WireBar): number => close;

/** `undefined` where a minute is missing inside the window. */
const excursionOf = (bars: readonly WireBar[], entry: number, minutes: number): WireExcursion | undefined => {
  const window = bars.slice(entry, entry + minutes + 1);
  const [first, last] = [window[0], window[minutes]];
  if (first === undefined || last === undefined || last[0] - first[0] !== minutes * MINUTE_MS) return undefined;
  const after = window.slice(1);
  const moveTo = (price: number): number => Math.round((price / closeOf(first) - 1) * DIGITS) / DIGITS;
  return [moveTo(closeOf(last)), moveTo(Math.max(...after.map((bar) => bar[2]))), moveTo(Math.min(...after.map((bar) => bar[3])))];
};

/**
 * The null baseline of one opportunity at one horizon: what its symbol did over equally long windows from random minutes among the
 * bars before it (stratified random sampling: W. G. Cochran, "Sampling Techniques", 3rd ed. 1977, ch. 5). A pure function of the id,
 * so a replay draws the same. Entered at a bar's close; nothing after the opportunity is looked at. Empty where the bars do not
 * reach back far enough for as many entries as controls.
 */
export const controlsOf = (id: string, bars: readonly WireBar[], minutes: number, count = CONTROLS_PER_HORIZON): WireExcursion[] => {
  const candidates = bars.length - CONTROL_GUARD_MINUTES - minutes;
  if (candidates < count) return [];
  return stratified(new SeededDraws(`${id}|${minutes}`), candidates, count)
    .map((entry) => excursionOf(bars, entry, minutes)).filter((excursion) => excursion !== undefined);
};
