import type { HealthEntry } from './health-log';

/** Without a message of the venue for so long its feed is taken for dead: a whole market speaks many times a second. */
const SILENT_MS = 5_000;

/** Watches a count of messages for standing still; machine time in, ms. */
export class VenueSilence {
  private messages = 0;

  constructor(private heardMs: number) {}

  /** Down, and since when; undefined while the venue speaks. */
  look(messages: number, nowMs: number): Pick<HealthEntry, 'status' | 'reason'> | undefined {
    if (messages !== this.messages) this.heardMs = nowMs;
    this.messages = messages;
    const silentMs = nowMs - this.heardMs;
    return silentMs < SILENT_MS ? undefined : { status: 'down', reason: `nothing from the venue for ${Math.round(silentMs / 1_000)} s` };
  }
}
