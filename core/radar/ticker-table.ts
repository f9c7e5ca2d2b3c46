import type { GapEvent, TickerEvent, TickerFields } from '../market/events';
import { mergeTicker } from '../market/ticker';

interface KnownTicker {
  readonly fields: TickerFields;
  readonly receivedTimeMs: number;
}

/** The last 24-hour ticker of every symbol that still speaks. */
export class TickerTable {
  received = 0;
  private readonly known = new Map<string, KnownTicker>();
  /** After a gap a delta says nothing until a snapshot comes; the old 24-hour figures still rank meanwhile. */
  private readonly awaitingSnapshot = new Set<string>();

  get size(): number {
    return this.known.size;
  }

  accept(event: TickerEvent): void {
    this.received += 1;
    if (event.isSnapshot) this.awaitingSnapshot.delete(event.symbol);
    if (this.awaitingSnapshot.has(event.symbol)) return;
    const fields = mergeTicker(this.known.get(event.symbol)?.fields, event);
    if (fields) this.known.set(event.symbol, { fields, receivedTimeMs: event.receivedTimeMs });
  }

  openGap(gap: GapEvent): void {
    if (gap.streams.includes('ticker')) for (const symbol of gap.symbols) this.awaitingSnapshot.add(symbol);
  }

  /** Forgets the symbols without an update for `maxAgeMs` (S1.42). */
  dropSilent(nowMs: number, maxAgeMs: number): void {
    for (const [symbol, { receivedTimeMs }] of this.known) {
      if (nowMs - receivedTimeMs >= maxAgeMs) this.known.delete(symbol);
    }
  }

  *entries(): Iterable<readonly [string, TickerFields]> {
    for (const [symbol, { fields }] of this.known) yield [symbol, fields];
  }
}
