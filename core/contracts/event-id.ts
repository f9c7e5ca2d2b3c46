const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** `2025-12-18T15:45:21Z`: the wire's time stamp, whole seconds UTC. */
export const timestampOf = (timeMs: number): string => `${new Date(timeMs).toISOString().slice(0, 19)}Z`;

/**
 * Gives `opp-YYYYMMDD-HHMMSS-NNN` (S1.17): the venue's time in UTC and a counter within the second (C1.14). Scanners that run beside each
 * other begin to count at different numbers, so that their ids do not meet.
 */
export class EventIds {
  private second = '';
  private count = 0;

  constructor(private readonly first = 1) {}

  next(exchangeTimeMs: number): string {
    const second = timestampOf(exchangeTimeMs).replace(/[-:Z]/g, '').replace('T', '-');
    this.count = second === this.second ? this.count + 1 : this.first;
    this.second = second;
    return `opp-${second}-${pad(this.count, 3)}`;
  }
}
