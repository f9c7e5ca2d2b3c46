import { BybitDecoder } from '../../adapters/exchanges/bybit/decode';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { Instrument } from '../../core/market/instrument';
import type { MarketInput } from '../../core/market/market-frame';
import { SymbolTable } from '../../core/market/symbol-table';
import { DEFAULT_AFTERMATH_TRACKER } from '../../core/outcomes/aftermath-tracker';
import type { RadarSettings } from '../../core/radar/settings';
import { MarketSession } from '../../core/session/market-session';
import type { FoundOpportunity } from '../idiomatic/opportunity';
import type { Path } from './path';

const foundOf = (one: Opportunity): FoundOpportunity => ({
  eventId: one.event_id, symbol: one.symbol, type: one.opportunity_type, side: one.side, price: one.price, confidence: one.confidence,
  squeezeScore: one.bb_squeeze_score, imbalance: one.ob_imbalance, volumeMultiple: one.volume_spike_x, rank: one.volatility_rank, minuteBars: one.bars.length,
});

/** What the scanner does with a frame: decode it, then let the session decide, the following of its findings included. */
export class ProductPath implements Path {
  private readonly opportunities: Opportunity[] = [];
  readonly symbols = new SymbolTable();
  readonly decoder = new BybitDecoder(this.symbols);
  private readonly session: MarketSession;

  constructor(settings: RadarSettings) {
    this.session = new MarketSession({ radar: settings, tracker: DEFAULT_AFTERMATH_TRACKER }, { venue: 'bybit', market: 'simulated' }, this.symbols);
  }

  onUniverse(instruments: readonly Instrument[], timeMs: number): void {
    for (const { symbol } of instruments) this.symbols.idOf(symbol);
    this.accept({ kind: 'universe', instruments, exchangeTimeMs: timeMs, receivedTimeMs: timeMs });
  }

  onFrame(frame: Buffer, receivedTimeMs: number): void {
    if (this.decoder.decode(frame, receivedTimeMs).kind === 'market') this.accept(this.decoder.frame);
  }

  onClock(nowMs: number): void {
    this.accept({ kind: 'clock', exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
  }

  accept(input: MarketInput): void {
    for (const finding of this.session.accept(input)) if (finding.kind === 'opportunity') this.opportunities.push(finding.opportunity);
  }

  found(): readonly FoundOpportunity[] {
    return this.opportunities.map(foundOf);
  }
}
