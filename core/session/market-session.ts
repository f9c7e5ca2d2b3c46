import type { Aftermath } from '../contracts/aftermath';
import type { Opportunity } from '../contracts/opportunity';
import type { Detector } from '../market/events';
import type { MarketInput } from '../market/market-frame';
import type { SymbolTable } from '../market/symbol-table';
import { AftermathTracker, type AftermathTrackerSettings } from '../outcomes/aftermath-tracker';
import { Radar, type RadarCounts, type RadarFinding } from '../radar/radar';
import type { RadarSettings } from '../radar/settings';
import type { RadarSource } from '../radar/source';

export interface SessionSettings {
  readonly radar: RadarSettings;
  readonly tracker: AftermathTrackerSettings;
}

/** A watch list's `subscribed` holds the followed symbols too: their trades must keep arriving. */
export type SessionFinding = RadarFinding | { readonly kind: 'aftermath'; readonly aftermath: Aftermath };

const NOTHING: readonly SessionFinding[] = [];

/**
 * Everything that one venue's scanner decides: the radar and what followed its findings. Pure, so that a live run and the replay of
 * its recording are the same calls in the same order and give the same bytes.
 */
export class MarketSession implements Detector<MarketInput, SessionFinding> {
  private readonly radar: Radar;
  private readonly tracker: AftermathTracker;

  /** `positionOf` tells where in the recording the input now being accepted stands; null while nothing is recorded. */
  constructor(settings: SessionSettings, source: RadarSource, symbols: SymbolTable, private readonly positionOf: () => string | null = () => null) {
    this.radar = new Radar(settings.radar, source, symbols);
    this.tracker = new AftermathTracker(settings.tracker, symbols);
  }

  accept(input: MarketInput): readonly SessionFinding[] {
    const aftermaths = this.tracker.accept(input);
    const findings = this.radar.accept(input);
    if (aftermaths.length === 0 && findings.length === 0) return NOTHING;
    return [...aftermaths.map(asFinding), ...findings.flatMap((finding) => this.follow(finding))];
  }

  counts(): RadarCounts {
    return this.radar.counts();
  }

  /** Nothing more will come: gives up what is still being followed. */
  stop(reason: string): readonly SessionFinding[] {
    return this.tracker.stop(reason).map(asFinding);
  }

  private follow(finding: RadarFinding): readonly SessionFinding[] {
    if (finding.kind === 'watch-list') return [{ ...finding, subscribed: [...new Set([...finding.subscribed, ...this.tracker.symbols()])] }];
    const opportunity: Opportunity = { ...finding.opportunity, recording_position: this.positionOf() };
    return [{ kind: 'opportunity', opportunity }, ...this.tracker.follow(opportunity).map(asFinding)];
  }
}

const asFinding = (aftermath: Aftermath): SessionFinding => ({ kind: 'aftermath', aftermath });
