import type { WatchFinding } from '../../../core/radar/radar';

/** Which symbols another session would have watched while they were not watched live: the recording has no trades of them. */
export class WatchGap {
  private subscribed: ReadonlySet<string> = new Set();
  private wanted: readonly string[] = [];
  private readonly watched = new Set<string>();
  private readonly unseen = new Set<string>();

  live({ subscribed }: Pick<WatchFinding, 'subscribed'>): void {
    this.subscribed = new Set(subscribed);
  }

  whatIf({ symbols }: Pick<WatchFinding, 'symbols'>): void {
    this.wanted = symbols;
  }

  /** To be called when both sessions have seen the input that changed a list. */
  look(): void {
    for (const symbol of this.wanted) {
      this.watched.add(symbol);
      if (!this.subscribed.has(symbol)) this.unseen.add(symbol);
    }
  }

  report(): { readonly watchedSymbols: number; readonly unseenSymbols: number } {
    return { watchedSymbols: this.watched.size, unseenSymbols: this.unseen.size };
  }
}
