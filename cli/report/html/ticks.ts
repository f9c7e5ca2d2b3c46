import type { Interval } from '../../../core/outcomes/wilson';

const STEPS = [1, 2, 2.5, 5, 10];

/** Four to eight round values inside a range. */
export const axisTicks = ({ low, high }: Interval): number[] => {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((candidate) => candidate * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, index) => Math.round((first + index) * step * 1e9) / 1e9);
};
