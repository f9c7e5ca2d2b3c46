import { BybitDecoder } from '../../adapters/exchanges/bybit/decode';
import type { RecordingWriter } from '../../adapters/recording/recording-writer';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { MarketEvent } from '../../core/market/events';
import type { Instrument } from '../../core/market/instrument';
import type { MarketInput } from '../../core/market/market-frame';
import { SymbolTable } from '../../core/market/symbol-table';
import { DEFAULT_AFTERMATH_TRACKER } from '../../core/outcomes/aftermath-tracker';
import type { RadarSettings } from '../../core/radar/settings';
import { MarketSession } from '../../core/session/market-session';
import type { FoundOpportunity } from '../idiomatic/opportunity';
import type { Path } from './path';

/** What both paths must agree on, of the product's message. */
export const foundOf = (one: Opportunity): FoundOpportunity => ({
  eventId: one.event_id, symbol: one.symbol, type: one.opportunity_type, side: one.side, price: one.price, confidence: one.confidence,
  squeezeScore: one.bb_squeeze_score, imbalance: one.ob_imbalance, volumeMultiple: one.volume_spike_x, rank: one.volatility_rank, minuteBars: one.bars.length,
});

/** What the scanner does with a frame: decode it, then let the session decide, the following of its findings included. */
export class ProductPath implements Path {
  private readonly opportunities: Opportunity[] = [];
  readonly symbols = new SymbolTable();
  readonly decoder = new BybitDecoder(this.symbols);
  readonly session: MarketSession;
  private recorder: RecordingWriter | undefined;

  constructor(settings: RadarSettings) {
    this.session = new MarketSession({ radar: settings, tracker: DEFAULT_AFTERMATH_TRACKER }, { venue: 'bybit', market: 'simulated' }, this.symbols);
  }

  /** Records from now on, as the scanner does: each input before the session accepts it. */
  recordTo(recorder: RecordingWriter): void {
    this.recorder = recorder;
  }

  onUniverse(instruments: readonly Instrument[], timeMs: number): void {
    for (const { symbol } of instruments) this.symbols.idOf(symbol);
    this.acceptEvent({ kind: 'universe', instruments, exchangeTimeMs: timeMs, receivedTimeMs: timeMs });
  }

  onFrame(frame: Buffer, receivedTimeMs: number): void {
    if (this.decoder.decode(frame, receivedTimeMs).kind !== 'market') return;
    this.recorder?.frame(0, frame, receivedTimeMs);
    this.accept(this.decoder.frame);
  }

  onClock(nowMs: number): void {
    this.acceptEvent({ kind: 'clock', exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
  }

  private acceptEvent(event: MarketEvent): void {
    this.recorder?.event(event);
    this.accept(event);
  }

  accept(input: MarketInput): void {
    for (const finding of this.session.accept(input)) if (finding.kind === 'opportunity') this.opportunities.push(finding.opportunity);
  }

  found(): readonly FoundOpportunity[] {
    return this.opportunities.map(foundOf);
  }
}
