import { MarketFrame } from '../../../core/market/market-frame';
import type { SymbolTable } from '../../../core/market/symbol-table';
import { decodeBybitFrame, type Refused } from './decode';
import type { ControlFrame } from './decode-answer';

/** The JSON path behind the decoder's interface. */
export class BybitDecoder {
  readonly frame = new MarketFrame();
  updateId: number | undefined;
  rejectedFields: readonly string[] = [];

  constructor(private readonly symbols: SymbolTable) {}

  decode(bytes: Buffer, receivedTimeMs: number): 'market' | ControlFrame | Refused {
    const decoded = decodeBybitFrame(bytes, receivedTimeMs);
    if (decoded.kind !== 'events') return decoded;
    if (this.symbols.find(decoded.topic.symbol) === undefined) return { kind: 'refused', reason: 'topic-not-subscribed', isMalformed: false };
    for (const [index, event] of decoded.events.entries()) {
      if (index === 0) this.frame.load(event, this.symbols);
      else if (event.kind === 'trade') this.frame.addTrade(event);
    }
    this.updateId = decoded.updateId;
    this.rejectedFields = decoded.rejectedFields;
    return 'market';
  }
}
