import type { UniverseEvent } from '../market/events';
import type { SymbolId, SymbolTable } from '../market/symbol-table';
import type { WhaleSettings } from './settings';
import type { SymbolWatch } from './symbol-watch';
import { sweptSymbols } from './universe';

/**
 * The symbols that are swept: the members of the universe, and those that have fallen out of it while they had levels, which stay until the last
 * one is gone (S2.12). One that is not listed any more does not stay.
 */
export class Watches {
  /** Members by rank, then those that stay. */
  list: readonly SymbolWatch[] = [];
  members: ReadonlySet<string> = new Set();
  private readonly byId: (SymbolWatch | undefined)[] = [];
  private tickSizes: ReadonlyMap<string, number> = new Map();

  constructor(private readonly settings: WhaleSettings, private readonly symbols: SymbolTable, private readonly make: (symbol: string) => SymbolWatch) {}

  of(id: SymbolId | undefined): SymbolWatch | undefined {
    return id === undefined ? undefined : this.byId[id];
  }

  named(symbol: string): SymbolWatch | undefined {
    return this.of(this.symbols.find(symbol));
  }

  tickSizeOf(symbol: string): number | undefined {
    return this.tickSizes.get(symbol);
  }

  /** Takes a new list of instruments in; the watches that end with it, those of delisted symbols with their levels. */
  replace({ instruments }: UniverseEvent): readonly SymbolWatch[] {
    this.tickSizes = new Map(instruments.map(({ symbol, tickSize }) => [symbol, tickSize]));
    const swept = sweptSymbols(instruments, this.members, this.settings);
    this.members = new Set(swept);
    const ended = this.list.filter((watch) => !this.members.has(watch.symbol) && (watch.isGeneral || !this.tickSizes.has(watch.symbol)));
    const stays = this.list.filter((watch) => !this.members.has(watch.symbol) && !ended.includes(watch));
    for (const watch of ended) this.remove(watch);
    this.list = [...swept.map((symbol) => this.named(symbol) ?? this.add(symbol)), ...stays];
    return ended;
  }

  /** Ends the watch of a symbol that stayed for its levels; false for a member. */
  release(watch: SymbolWatch): boolean {
    if (this.members.has(watch.symbol) || this.named(watch.symbol) !== watch) return false;
    this.remove(watch);
    this.list = this.list.filter((other) => other !== watch);
    return true;
  }

  /** Into one that is fresh; each watch is to be restored by its owner. */
  restore(members: readonly string[], symbols: readonly string[]): void {
    this.members = new Set(members);
    this.list = symbols.map((symbol) => this.add(symbol));
  }

  private add(symbol: string): SymbolWatch {
    const watch = this.make(symbol);
    this.byId[this.symbols.idOf(symbol)] = watch;
    return watch;
  }

  private remove(watch: SymbolWatch): void {
    this.byId[this.symbols.idOf(watch.symbol)] = undefined;
  }
}
