import type { FateKind } from '../contracts/whale-order';
import type { WallData } from './wall';

const HOUR_MS = 3_600_000;

/** Counts for the operator; nothing is decided on them. */
export class Tallies {
  births = 0;
  resurrections = 0;
  promotions = 0;
  resyncs = 0;
  readonly deaths: Record<FateKind, number> = { filled: 0, pulled: 0, moved: 0, unknown: 0 };
  /** Venue times of the last hour's. */
  private diamondTimesMs: number[] = [];
  private firstTimeMs: number | undefined;

  born({ incarnation }: WallData): void {
    this.births += 1;
    if (incarnation > 1) this.resurrections += 1;
  }

  died({ fate }: WallData): void {
    if (fate !== null) this.deaths[fate] += 1;
  }

  becameDiamond(timeMs: number): void {
    this.diamondTimesMs.push(timeMs);
  }

  passTo(nowMs: number): void {
    this.firstTimeMs ??= nowMs;
    if ((this.diamondTimesMs[0] ?? nowMs) <= nowMs - HOUR_MS) this.diamondTimesMs = this.diamondTimesMs.filter((timeMs) => timeMs > nowMs - HOUR_MS);
  }

  /** Levels that turned diamond in the last hour; undefined in the first one. */
  diamondsLastHour(nowMs: number): number | undefined {
    return this.firstTimeMs === undefined || nowMs - this.firstTimeMs < HOUR_MS ? undefined : this.diamondTimesMs.length;
  }
}
