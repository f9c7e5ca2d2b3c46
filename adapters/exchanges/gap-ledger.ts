import type { GapCause, GapEvent, ResumedEvent, Stream } from '../../core/market/events';

/** What became visible again, and since when it had been blind. */
export interface Resumption {
  readonly event: ResumedEvent;
  /** Receive time of the last data before the gap. */
  readonly blindSinceMs: number;
}

/**
 * Which streams of which symbols are blind. Per symbol and stream, gap and resumed strictly take turns, however often a
 * connection fails in between; a stream that was lost before its first message counts as lost too.
 */
export class GapLedger {
  /** By symbol and stream: receive time of the last data. A symbol without blind streams has no entry. */
  private readonly blind = new Map<string, Map<Stream, number>>();

  /** Nothing is blind: the usual case, asked for every message. */
  get isClear(): boolean {
    return this.blind.size === 0;
  }

  /** The gap events to send, at most one per stream set: only what was not blind already. */
  lose(symbols: readonly string[], streams: readonly Stream[], cause: GapCause, lastDataTimeMs: number, nowMs: number): GapEvent[] {
    const bySet = new Map<string, { streams: Stream[]; symbols: string[] }>();
    for (const symbol of symbols) {
      const lost = this.blind.get(symbol) ?? new Map<Stream, number>();
      const fresh = streams.filter((stream) => !lost.has(stream));
      if (fresh.length === 0) continue;
      for (const stream of fresh) lost.set(stream, lastDataTimeMs);
      this.blind.set(symbol, lost);
      const group = bySet.get(fresh.join()) ?? { streams: fresh, symbols: [] };
      group.symbols.push(symbol);
      bySet.set(fresh.join(), group);
    }
    return [...bySet.values()].map((group) => ({
      kind: 'gap', ...group, cause, lastDataTimeMs, exchangeTimeMs: nowMs, receivedTimeMs: nowMs,
    }));
  }

  /** The resumed event to send before the first new message, if the symbol was blind on any of these streams. */
  see(symbol: string, streams: readonly Stream[], nowMs: number): Resumption | undefined {
    const lost = this.blind.get(symbol);
    if (lost === undefined) return undefined;
    const back = streams.filter((stream) => lost.has(stream));
    if (back.length === 0) return undefined;
    let blindSinceMs = nowMs;
    for (const stream of back) {
      blindSinceMs = Math.min(blindSinceMs, lost.get(stream) ?? nowMs);
      lost.delete(stream);
    }
    if (lost.size === 0) this.blind.delete(symbol);
    return { event: { kind: 'resumed', symbols: [symbol], streams: back, exchangeTimeMs: nowMs, receivedTimeMs: nowMs }, blindSinceMs };
  }
}
