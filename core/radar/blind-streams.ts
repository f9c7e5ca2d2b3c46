import type { GapCause, GapEvent, Stream } from '../market/events';

/** A stream of a symbol that is not seen. */
export interface BlindStream {
  readonly stream: Stream;
  readonly cause: GapCause;
  /** Receive time of the last data before. */
  readonly sinceMs: number;
}

/** Which streams are blind now, by symbol, and why. */
export class BlindStreams {
  private readonly bySymbol = new Map<string, readonly BlindStream[]>();

  /** A gap inside a gap keeps its first cause. */
  open({ symbols, streams, cause, lastDataTimeMs }: GapEvent): void {
    for (const symbol of symbols) {
      const blind = this.of(symbol);
      const added = streams.filter((stream) => !blind.some((one) => one.stream === stream));
      this.bySymbol.set(symbol, [...blind, ...added.map((stream) => ({ stream, cause, sinceMs: lastDataTimeMs }))]);
    }
  }

  close(symbol: string, streams: readonly Stream[]): void {
    const left = this.of(symbol).filter(({ stream }) => !streams.includes(stream));
    if (left.length === 0) this.bySymbol.delete(symbol);
    else this.bySymbol.set(symbol, left);
  }

  of(symbol: string): readonly BlindStream[] {
    return this.bySymbol.get(symbol) ?? [];
  }
}
