import { rowsFor, widened } from '../market/columns';
import type { UniverseEvent } from '../market/events';
import type { SymbolId, SymbolTable } from '../market/symbol-table';

/** The venue's list of instruments, by symbol id. Until it is known every symbol counts as listed. */
export class Listing {
  /** Symbols that are listed; 0 until the list is known. */
  size = 0;
  private isKnown = false;
  private rows = 0;
  private listed = new Uint8Array(0);
  /** In quote currency; 0 where it is not known. */
  private tickSizes = new Float64Array(0);

  /** Replaces the list, giving ids in its order. */
  replace({ instruments }: UniverseEvent, symbols: SymbolTable): void {
    this.isKnown = true;
    this.size = 0;
    this.listed.fill(0);
    this.tickSizes.fill(0);
    for (const { symbol, tickSize } of instruments) {
      const id = symbols.idOf(symbol);
      if (id >= this.rows) this.grow(id);
      this.size += 1 - (this.listed[id] ?? 0);
      this.listed[id] = 1;
      this.tickSizes[id] = tickSize;
    }
  }

  has(id: SymbolId): boolean {
    return !this.isKnown || this.listed[id] === 1;
  }

  /** Smallest price step in quote currency; 0 where it is not known. */
  tickSizeOf(id: SymbolId): number {
    return this.tickSizes[id] ?? 0;
  }

  private grow(id: SymbolId): void {
    this.rows = rowsFor(id, this.rows);
    this.listed = widened(this.listed, new Uint8Array(this.rows));
    this.tickSizes = widened(this.tickSizes, new Float64Array(this.rows));
  }
}
