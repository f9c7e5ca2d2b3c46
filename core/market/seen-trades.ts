/**
 * Remembers the last trade ids of one symbol, so that a re-sent trade is counted once (B8).
 * Two generations of at most `capacity` ids each: memory stays bounded, and an id is remembered for at least `capacity` newer ones.
 */
export class SeenTrades {
  private current = new Set<string>();
  private previous = new Set<string>();

  constructor(private readonly capacity = 4_096) {}

  /** True when the id is new; it is remembered from then on. */
  add(tradeId: string): boolean {
    if (this.current.has(tradeId) || this.previous.has(tradeId)) return false;
    if (this.current.size >= this.capacity) this.turnOver();
    this.current.add(tradeId);
    return true;
  }

  private turnOver(): void {
    this.previous = this.current;
    this.current = new Set();
  }
}
