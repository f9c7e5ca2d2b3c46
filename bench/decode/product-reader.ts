import { BybitDecoder } from '../../adapters/exchanges/bybit/decode';
import type { Instrument } from '../../core/market/instrument';
import { FIELD, type MarketFrame } from '../../core/market/market-frame';
import { SymbolTable } from '../../core/market/symbol-table';

/** The product's decoder. Its sum is the one that `PlainReader` computes from its own fields. */
export class ProductReader {
  readonly name = 'ours';
  readonly symbols = new SymbolTable();
  private readonly decoder: BybitDecoder;

  constructor(instruments: readonly Instrument[]) {
    for (const { symbol } of instruments) this.symbols.idOf(symbol);
    this.decoder = new BybitDecoder(this.symbols);
  }

  /** Holds the message that was read last. */
  get frame(): MarketFrame {
    return this.decoder.frame;
  }

  read(frame: Buffer, receivedTimeMs: number): number {
    if (this.decoder.decode(frame, receivedTimeMs).kind !== 'market') throw new Error(`not a frame of market data: ${frame.toString()}`);
    return sumOf(this.decoder.frame);
  }
}

/** Enough of the message to show that it was read: one price of each. */
const sumOf = (frame: MarketFrame): number => {
  if (frame.kind === 'trades') return frame.tradePrices[frame.tradeCount - 1] ?? 0;
  const field = frame.kind === 'ticker' ? FIELD.lastPrice : FIELD.bidPrice;
  return (frame.present & (1 << field)) === 0 ? 0 : frame.values[field] ?? 0;
};
