/** A small whole number that stands for a symbol inside one process: an index into columns. */
export type SymbolId = number;

/**
 * Symbols as ids, given out in the order of first mention and never taken back: the same mentions in the same order give the same ids.
 * One table is shared by everything that sees one venue's events.
 */
export class SymbolTable {
  private readonly names: string[] = [];
  private readonly ids = new Map<string, SymbolId>();

  /** How many ids have been given out: each is below it. */
  get size(): number {
    return this.names.length;
  }

  /** The symbol's id; a new one where it was never mentioned. */
  idOf(symbol: string): SymbolId {
    const known = this.ids.get(symbol);
    if (known !== undefined) return known;
    const id = this.names.length;
    this.names.push(symbol);
    this.ids.set(symbol, id);
    return id;
  }

  /** The symbol's id, if it was ever mentioned. */
  find(symbol: string): SymbolId | undefined {
    return this.ids.get(symbol);
  }

  /** @throws RangeError for an id that was never given out. */
  nameOf(id: SymbolId): string {
    const name = this.names[id];
    if (name === undefined) throw new RangeError(`symbol id is ${id}: expected one of the ${this.names.length} given out`);
    return name;
  }

  /** All symbols in the order of their ids. */
  symbols(): readonly string[] {
    return [...this.names];
  }

  /**
   * Gives out the ids of another table's `symbols`.
   * @throws RangeError where this table has given out other ones.
   */
  restore(symbols: readonly string[]): void {
    for (const [id, symbol] of symbols.entries()) {
      if (this.idOf(symbol) !== id) throw new RangeError(`symbol id of ${symbol} is ${this.idOf(symbol)}: expected ${id}, as in the state`);
    }
  }
}
