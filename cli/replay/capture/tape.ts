import type { BookTopEvent, MarketEvent, TickerEvent, TradeEvent } from '../../../core/market/events';

const BAR_MS = 3_000;

interface SymbolTape {
  trades: number;
  firstMs: number;
  lastMs: number;
  longestSilenceMs: number;
  readonly tradedBars: Set<number>;
}

export interface Coverage {
  readonly symbol: string;
  readonly trades: number;
  /** Share of the recording's 3-second bars in which the symbol traded. */
  readonly tradedBarFraction: number;
  readonly longestSilenceMs: number;
}

/** What the recording holds of each watched symbol, on the venue's clock. */
export class Tape {
  private readonly symbols = new Map<string, SymbolTape>();
  private firstMs = Infinity;
  private lastMs = -Infinity;

  add(event: MarketEvent): void {
    if (event.kind === 'trade') this.addTrade(event);
    if (event.kind === 'book-top' || event.kind === 'ticker') this.extend(event);
  }

  span(): { readonly firstMs: number; readonly lastMs: number } | undefined {
    return this.lastMs < this.firstMs ? undefined : { firstMs: this.firstMs, lastMs: this.lastMs };
  }

  coverage(symbols: readonly string[]): Coverage[] {
    const { firstMs, lastMs } = this;
    if (lastMs < firstMs) return [];
    const bars = Math.floor(lastMs / BAR_MS) - Math.floor(firstMs / BAR_MS) + 1;
    return symbols.map((symbol) => {
      const tape = this.symbols.get(symbol);
      if (tape === undefined) return { symbol, trades: 0, tradedBarFraction: 0, longestSilenceMs: lastMs - firstMs };
      const longestSilenceMs = Math.max(tape.longestSilenceMs, tape.firstMs - firstMs, lastMs - tape.lastMs);
      return { symbol, trades: tape.trades, tradedBarFraction: tape.tradedBars.size / bars, longestSilenceMs };
    });
  }

  private extend({ exchangeTimeMs }: TradeEvent | BookTopEvent | TickerEvent): void {
    this.firstMs = Math.min(this.firstMs, exchangeTimeMs);
    this.lastMs = Math.max(this.lastMs, exchangeTimeMs);
  }

  private addTrade(trade: TradeEvent): void {
    this.extend(trade);
    const atMs = trade.exchangeTimeMs;
    const tape = this.symbols.get(trade.symbol);
    if (tape === undefined) {
      const tradedBars = new Set([Math.floor(atMs / BAR_MS)]);
      this.symbols.set(trade.symbol, { trades: 1, firstMs: atMs, lastMs: atMs, longestSilenceMs: 0, tradedBars });
      return;
    }
    tape.trades += 1;
    tape.firstMs = Math.min(tape.firstMs, atMs);
    tape.longestSilenceMs = Math.max(tape.longestSilenceMs, atMs - tape.lastMs);
    tape.lastMs = Math.max(tape.lastMs, atMs);
    tape.tradedBars.add(Math.floor(atMs / BAR_MS));
  }
}
