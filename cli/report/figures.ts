import type { Edge } from '../../core/outcomes/null/edge';
import type { Lift, NoLift } from '../../core/outcomes/null/lift';
import type { Interval } from '../../core/outcomes/wilson';
import { percent } from '../replay/text';

/** What is shown where there is no answer. */
export const NONE = '–';

export const bps = (fraction: number | undefined): string =>
  (fraction === undefined ? NONE : `${fraction < 0 ? '-' : '+'}${Math.abs(10_000 * fraction).toFixed(1)}`);

export const share = (fraction: number | undefined): string => (fraction === undefined ? NONE : percent(fraction));

export const decimal = (value: number | undefined, digits = 2): string => (value === undefined ? NONE : value.toFixed(digits));

export const between = (interval: Interval | undefined, text: (value: number) => string): string =>
  (interval === undefined ? NONE : `[${text(interval.low)}, ${text(interval.high)}]`);

const NO_LIFT: Readonly<Record<NoLift, string>> = { 'no-controls': 'no controls', 'too-few-hits': 'too few hits', 'too-few-days': 'too few days' };

export const liftText = (lift: Lift | NoLift): string =>
  (typeof lift === 'string' ? NO_LIFT[lift] : `${decimal(lift.ratio)} ${between(lift.interval, (value) => decimal(value))}`);

export const edgeText = (edge: Edge | NoLift): string => (typeof edge === 'string' ? NO_LIFT[edge] : `${bps(edge.fraction)} ${between(edge.interval, bps)}`);

/** Stakes, as per cent of one. */
export const stakes = (fraction: number): string => percent(fraction, 1);
