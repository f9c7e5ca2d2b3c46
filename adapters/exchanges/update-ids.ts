import type { SymbolId } from '../../core/market/symbol-table';

/** Where a venue restarts its numbering. */
const RESTART = 1;
const NONE = -1;

/**
 * The last sequence number of each symbol's book. A number below it left the venue before one that was already shown; an equal one is
 * a repetition; the venue's restart of its numbering is none of both.
 */
export class UpdateIds {
  private last = new Float64Array(0);

  /** True when the book came too late to be shown; otherwise it is now the last one. */
  isOutdated(id: SymbolId, updateId: number): boolean {
    if (id >= this.last.length) this.widen(id);
    if (updateId < (this.last[id] ?? NONE) && updateId !== RESTART) return true;
    this.last[id] = updateId;
    return false;
  }

  /** After a gap any number may come. */
  forget(id: SymbolId): void {
    if (id < this.last.length) this.last[id] = NONE;
  }

  private widen(id: SymbolId): void {
    const wider = new Float64Array(Math.max(2 * this.last.length, id + 1, 64)).fill(NONE);
    wider.set(this.last);
    this.last = wider;
  }
}
