import type { WhaleSettings } from './settings';

/** How many workers each stage has (S2.4, S2.8, S2.14). */
export interface WorkerCounts {
  readonly primary: number;
  readonly observer: number;
  readonly hot: number;
}

const needed = (load: number, each: number, most: number): number => Math.min(most, Math.max(1, Math.ceil(load / each)));

/**
 * The source's workers poll a REST interface and are limited by its weight (C2.18). Here every book is pushed, so primary and observers are
 * figures: of how many such workers the load would be. The hot ones are real: parts in which the hot levels are weighed in turn.
 */
export const workerCounts = (observedSymbols: number, hotLevels: number, settings: WhaleSettings): WorkerCounts => ({
  primary: settings.primaryWorkers,
  observer: needed(observedSymbols, settings.symbolsPerObserver, settings.maxObserverWorkers),
  hot: needed(hotLevels, settings.levelsPerHotWorker, settings.maxHotWorkers),
});

/** Spreads work evenly over an interval: each of `parts` has its turn once in `intervalMs`, all of them at different times. */
export class Turns {
  private lastTurns: number[] = [];

  constructor(private readonly intervalMs: number) {}

  /** The parts whose turn has come since the last call; all of them when their number changes. */
  due(parts: number, nowMs: number): ReadonlySet<number> {
    const turns = Array.from({ length: parts }, (_, part) => Math.floor((nowMs * parts - part * this.intervalMs) / (parts * this.intervalMs)));
    const before = this.lastTurns.length === parts ? this.lastTurns : [];
    this.lastTurns = turns;
    return new Set(turns.flatMap((turn, part) => (turn === before[part] ? [] : [part])));
  }
}
