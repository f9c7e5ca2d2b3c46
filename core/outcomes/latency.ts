import type { WireHop } from '../contracts/hop';
import type { Signal } from '../contracts/signal';

/**
 * When an alert passed each place, epoch ms; null where it did not, or nobody looked. The first two are by two clocks. The scanner hands
 * over what it finds in the same step and stamps it once, so the way from its decision to the queue is no hop of its own.
 */
export interface AlertStamps {
  readonly exchangeTimeMs: number;
  readonly receivedTimeMs: number;
  readonly queuedTimeMs: number | null;
  readonly handledTimeMs: number | null;
  readonly publishedTimeMs: number | null;
}

export const HOPS = ['exchange-received', 'received-queued', 'queued-handled', 'handled-published'] as const;
export type HopName = (typeof HOPS)[number];

export interface Hop {
  readonly name: HopName;
  readonly ms: number;
  /** How far off the figure may be because two clocks are compared, either way. */
  readonly boundMs: number;
}

const PLACES = ['exchangeTimeMs', 'receivedTimeMs', 'queuedTimeMs', 'handledTimeMs', 'publishedTimeMs'] as const satisfies readonly (keyof AlertStamps)[];

/** How far our clock may be from the venue's, and the scanner's from the functions': both bounds of absolute difference, ms. */
export interface ClockBounds {
  readonly venueMs: number;
  readonly hostsMs: number;
}

/** Only where a message changes machines are two clocks compared. */
const boundOf = (name: HopName, { venueMs, hostsMs }: ClockBounds): number =>
  (name === 'exchange-received' ? venueMs : name === 'queued-handled' ? hostsMs : 0);

/** The hops between stamps that are there; one whose end or beginning is missing is left out. May be negative by as much as its bound. */
export const hopsOf = (stamps: AlertStamps, bounds: ClockBounds): readonly Hop[] => HOPS.flatMap((name, index) => {
  const [from, to] = [PLACES[index], PLACES[index + 1]];
  const [start, end] = [from && stamps[from], to && stamps[to]];
  return typeof start === 'number' && typeof end === 'number' ? [{ name, ms: end - start, boundMs: boundOf(name, bounds) }] : [];
});

/** From the venue's event to the message that went out; `undefined` while it has not. */
export const endToEndOf = ({ exchangeTimeMs, publishedTimeMs }: AlertStamps, { venueMs, hostsMs }: ClockBounds): Omit<Hop, 'name'> | undefined =>
  (publishedTimeMs === null ? undefined : { ms: publishedTimeMs - exchangeTimeMs, boundMs: venueMs + hostsMs });

/**
 * Percentiles by nearest rank: the smallest value with at least p % of all values at or below it (definition 1 of R. J. Hyndman,
 * Y. Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50(4), 1996). `undefined` without values.
 */
export const percentileOf = (values: readonly number[], percent: number): number | undefined => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
};

/** As messages carry them, with the whole way last where it is over: a market that runs `speed` times as fast has its stamps that far apart. */
export const wireHops = (stamps: AlertStamps, bounds: ClockBounds, speed: number): WireHop[] => {
  const whole = endToEndOf(stamps, bounds);
  return [...hopsOf(stamps, bounds), ...(whole === undefined ? [] : [{ name: 'end-to-end', ...whole }])]
    .map(({ name, ms, boundMs }) => ({ name, ms: ms / speed, bound_ms: boundMs }));
};

export const stampsOf = (signal: Signal, publishedTimeMs: number | null): AlertStamps => ({
  exchangeTimeMs: signal.exchange_time_ms, receivedTimeMs: signal.received_time_ms, queuedTimeMs: signal.emitted_time_ms,
  handledTimeMs: signal.decided_time_ms, publishedTimeMs,
});

/** Hosts of AWS keep time to within a few ms; a venue's clock is not ours to judge, and a second is what its own request windows allow for. */
const CLOCKS: ClockBounds = { venueMs: 1_000, hostsMs: 10 };
const ONE_CLOCK: ClockBounds = { venueMs: 0, hostsMs: 0 };

/** A simulated market shares this machine's clock. */
export const clockBoundsAt = (speed: number): ClockBounds => (speed === 1 ? CLOCKS : ONE_CLOCK);
