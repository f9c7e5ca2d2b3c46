import { BybitDecoder } from '../../adapters/exchanges/bybit/decode';
import type { Instrument } from '../../core/market/instrument';
import { FIELD, type MarketFrame } from '../../core/market/market-frame';
import { SymbolTable } from '../../core/market/symbol-table';

/** The product's decoder. Its sum is the one that `PlainReader` computes from its own fields. */
export class ProductReader {
  readonly name = 'ours';
  readonly symbols = new SymbolTable();
  private readonly decoder: BybitDecoder;
  /** Typed, so that adding allocates nothing. */
  private readonly sums = new Float64Array(1);

  constructor(instruments: readonly Instrument[]) {
    for (const { symbol } of instruments) this.symbols.idOf(symbol);
    this.decoder = new BybitDecoder(this.symbols);
  }

  get sum(): number {
    return this.sums[0] ?? 0;
  }

  /** Holds the message that was read last. */
  get frame(): MarketFrame {
    return this.decoder.frame;
  }

  read(frame: Buffer, receivedTimeMs: number): void {
    if (this.decoder.decode(frame, receivedTimeMs).kind !== 'market') throw new Error(`not a frame of market data: ${frame.toString()}`);
    this.addPrice(this.decoder.frame);
  }

  /** One price of each message. */
  private addPrice(frame: MarketFrame): void {
    const field = frame.kind === 'ticker' ? FIELD.lastPrice : FIELD.bidPrice;
    if (frame.kind === 'trades') this.sums[0] = (this.sums[0] ?? 0) + (frame.tradePrices[frame.tradeCount - 1] ?? 0);
    else if ((frame.present & (1 << field)) !== 0) this.sums[0] = (this.sums[0] ?? 0) + (frame.values[field] ?? 0);
  }
}
