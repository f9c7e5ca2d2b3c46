import type { SubscriptionsFinding } from './findings';
import type { WhaleSettings } from './settings';
import type { SymbolWatch } from './symbol-watch';

/** A challenger's levels must be this many times as large to take a book away from another symbol: a change costs a snapshot. */
const HOLDER_FACTOR = 2;

type Sets = Omit<SubscriptionsFinding, 'kind'>;

const keyOf = ({ swept, books, trades }: Sets): string => [swept, books, trades].map((symbols) => symbols.join(',')).join('|');

/**
 * What is asked for: best levels of all swept symbols, whole books and trades of those with large levels, up to `maxBooks`, the largest first.
 * A book outlives its symbol's last level by `bookLingerMs`. Changes are gathered for `subscriptionIntervalMs`.
 */
export class Subscriptions {
  private readonly holders = new Map<SymbolWatch, { lastLevelMs: number }>();
  private lastKey = '';
  private lastTimeMs = -Infinity;

  constructor(private readonly settings: WhaleSettings) {}

  get books(): Iterable<SymbolWatch> {
    return this.holders.keys();
  }

  isDue(nowMs: number): boolean {
    return Math.abs(nowMs - this.lastTimeMs) >= this.settings.subscriptionIntervalMs;
  }

  /** What changed; undefined where nothing did. `followed`: symbols whose trades are needed besides. */
  refresh(watches: readonly SymbolWatch[], followed: readonly string[], nowMs: number): SubscriptionsFinding | undefined {
    this.lastTimeMs = nowMs;
    this.chooseBooks(watches, nowMs);
    const books = [...this.holders.keys()].map(({ symbol }) => symbol).sort();
    const sets = { swept: watches.map(({ symbol }) => symbol), books, trades: [...new Set([...books, ...followed])].sort() };
    const key = keyOf(sets);
    if (key === this.lastKey) return undefined;
    this.lastKey = key;
    return { kind: 'subscriptions', ...sets };
  }

  /** The symbol is not swept any more. */
  drop(watch: SymbolWatch): void {
    if (this.holders.delete(watch)) watch.keepBook(false);
  }

  private chooseBooks(watches: readonly SymbolWatch[], nowMs: number): void {
    for (const [watch, holder] of this.holders) if (!watch.isGeneral) holder.lastLevelMs = nowMs;
    const chosen = watches.map((watch) => ({ watch, size: this.sizeOf(watch, nowMs) })).filter(({ size }) => size > 0)
      .sort((a, b) => b.size - a.size).slice(0, this.settings.maxBooks);
    const wanted = new Set(chosen.map(({ watch }) => watch));
    for (const watch of [...this.holders.keys()]) if (!wanted.has(watch)) this.drop(watch);
    for (const watch of wanted) if (!this.holders.has(watch)) this.take(watch, nowMs);
  }

  private take(watch: SymbolWatch, nowMs: number): void {
    this.holders.set(watch, { lastLevelMs: nowMs });
    watch.keepBook(true);
  }

  /** By which symbols compete for books; 0 where none is wanted. One that lingers, or only settles a fate, gives way to every other. */
  private sizeOf(watch: SymbolWatch, nowMs: number): number {
    const holder = this.holders.get(watch);
    const notional = [...watch.walls()].reduce((largest, wall) => Math.max(largest, wall.notional), 0);
    if (notional > 0) return notional * (holder ? HOLDER_FACTOR : 1);
    const lingers = holder !== undefined && nowMs - holder.lastLevelMs < this.settings.bookLingerMs;
    return lingers ? Number.MIN_VALUE : 0;
  }
}
