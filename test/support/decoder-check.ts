import { BybitDecoder, type Decoded } from '../../adapters/exchanges/bybit/decode';
import { decodeBybitFrame } from '../../adapters/exchanges/bybit/decode-json';
import { FIELD_COUNT, FIELD_NAMES, MarketFrame } from '../../core/market/market-frame';
import type { SymbolTable } from '../../core/market/symbol-table';
import { FINGERPRINT_WORDS } from '../../core/market/trade-fingerprint';

/** Bound once: a test runner's sandbox looks globals up slowly. */
const { is } = Object;
const { stringify } = JSON;

const RECEIVED_MS = 1_795_176_000_999;

/** Holds the decoder to the parsing way: each frame decoded by both, and the first difference named. */
export class DecoderCheck {
  readonly decoder: BybitDecoder;
  private readonly expected = new MarketFrame();

  constructor(private readonly symbols: SymbolTable) {
    this.decoder = new BybitDecoder(symbols);
  }

  /** What is wrong with the decoder's answer; undefined when nothing is. */
  fault(buffer: Buffer, start = 0, end = buffer.length): string | undefined {
    const size = this.symbols.size;
    const decoded = this.decoder.decode(buffer, RECEIVED_MS, start, end);
    if (this.symbols.size !== size) return 'the wire made the symbol table grow';
    const parsed = decodeBybitFrame(buffer.subarray(start, end), RECEIVED_MS);
    if (parsed.kind !== 'events') return sameAnswer(decoded, parsed);
    if (this.symbols.find(parsed.topic.symbol) === undefined) return sameAnswer(decoded, { kind: 'refused', reason: 'symbol-not-listed', isMalformed: false });
    if (decoded.kind !== 'market') return `is ${stringify(decoded)}, expected market data`;
    for (const [index, event] of parsed.events.entries()) {
      if (index > 0 && event.kind === 'trade') this.expected.addTrade(event);
      else this.expected.load(event, this.symbols);
    }
    if (!is(decoded.updateId, parsed.updateId)) return `updateId is ${decoded.updateId}, expected ${parsed.updateId}`;
    if (decoded.rejectedFields.join() !== parsed.rejectedFields.join()) return `rejectedFields are ${String(decoded.rejectedFields)}, expected ${String(parsed.rejectedFields)}`;
    return frameDifference(this.decoder.frame, this.expected) ?? insanity(this.decoder.frame);
  }
}

const sameAnswer = (decoded: Decoded, expected: unknown): string | undefined => {
  const [given, wanted] = [stringify(decoded), stringify(expected)];
  return given === wanted ? undefined : `is ${given}, expected ${wanted}`;
};

const frameDifference = (frame: MarketFrame, expected: MarketFrame): string | undefined => {
  for (const name of ['kind', 'symbolId', 'isSnapshot', 'present', 'tradeCount', 'exchangeTimeMs', 'receivedTimeMs'] as const) {
    if (!is(frame[name], expected[name])) return `${name} is ${String(frame[name])}, expected ${String(expected[name])}`;
  }
  for (let field = 0; field < FIELD_COUNT; field += 1) {
    if ((frame.present & (1 << field)) !== 0 && !is(frame.values[field], expected.values[field])) return `${FIELD_NAMES[field]} is ${frame.values[field]}, expected ${expected.values[field]}`;
  }
  const { tradeCount } = frame;
  for (const name of ['tradeTimesMs', 'tradePrices', 'tradeQuantities', 'tradeIsBuy', 'tradeFingerprints'] as const) {
    const count = name === 'tradeFingerprints' ? tradeCount * FINGERPRINT_WORDS : tradeCount;
    for (let row = 0; row < count; row += 1) if (!is(frame[name][row], expected[name][row])) return `${name}[${row}] is ${frame[name][row]}, expected ${expected[name][row]}`;
  }
  return undefined;
};

const isSane = (value: number | undefined): boolean => value !== undefined && value >= 0 && value <= 1e20;

/** No NaN, no Infinity, nothing negative: B12. */
const insanity = (frame: MarketFrame): string | undefined => {
  for (let field = 0; field < FIELD_COUNT; field += 1) if ((frame.present & (1 << field)) !== 0 && !isSane(frame.values[field])) return `${FIELD_NAMES[field]} is ${frame.values[field]}`;
  for (let row = 0; row < frame.tradeCount; row += 1) {
    if (!isSane(frame.tradePrices[row]) || !isSane(frame.tradeQuantities[row]) || !isSane(frame.tradeTimesMs[row])) return `trade ${row} holds ${frame.tradePrices[row]}, ${frame.tradeQuantities[row]}`;
  }
  return isSane(frame.exchangeTimeMs) ? undefined : `exchangeTimeMs is ${frame.exchangeTimeMs}`;
};
