import { pushInto } from './window';

const WINDOW_MS = 60_000;
const JUMP_SAMPLES = 50;

/** "Venue time" of docs/formulas.md: our clock less the smallest delay seen in this minute and the one before. */
export class VenueTime {
  private minutes: { readonly endMs: number; leastMs: number }[] = [];
  private strangers = 0;

  constructor(private readonly jumpMs: number) {}

  observe(exchangeTimeMs: number, receivedTimeMs: number): void {
    const sampleMs = receivedTimeMs - exchangeTimeMs;
    const offsetMs = this.offsetMs();
    const isStrange = offsetMs !== undefined && Math.abs(sampleMs - offsetMs) >= this.jumpMs;
    this.strangers = isStrange ? this.strangers + 1 : 0;
    if (isStrange && this.strangers < JUMP_SAMPLES) return;
    if (isStrange) {
      this.minutes = [];
      this.strangers = 0;
    }
    const minute = this.minutes.at(-1);
    if (minute === undefined || receivedTimeMs >= minute.endMs) pushInto(this.minutes, { endMs: receivedTimeMs + WINDOW_MS, leastMs: sampleMs }, 2);
    else minute.leastMs = Math.min(minute.leastMs, sampleMs);
  }

  nowMs(receivedTimeMs: number): number {
    return receivedTimeMs - (this.offsetMs() ?? 0);
  }

  private offsetMs(): number | undefined {
    return this.minutes.length === 0 ? undefined : Math.min(...this.minutes.map(({ leastMs }) => leastMs));
  }
}
