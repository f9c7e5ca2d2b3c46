import type { Aftermath } from '../contracts/aftermath';
import type { Opportunity } from '../contracts/opportunity';
import { Coverage } from '../market/coverage';
import type { CoverageReport, CoverageTotals } from '../market/coverage-report';
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
 * Everything that one venue's scanner decides: the radar, what followed its findings, and what was seen meanwhile. Pure, so that a
 * live run and the replay of its recording are the same calls in the same order and give the same bytes.
 */
export class MarketSession implements Detector<MarketInput, SessionFinding> {
  private readonly radar: Radar;
  private readonly tracker: AftermathTracker;
  private readonly seen: Coverage;

  /** `positionOf` tells where in the recording the input now being accepted stands; null while nothing is recorded. */
  constructor(
    settings: SessionSettings, source: RadarSource, symbols: SymbolTable, private readonly positionOf: () => string | null = () => null,
  ) {
    this.radar = new Radar(settings.radar, source, symbols);
    this.tracker = new AftermathTracker(settings.tracker, symbols);
    this.seen = new Coverage(symbols, source.fixedSymbols);
  }

  accept(input: MarketInput): readonly SessionFinding[] {
    this.seen.accept(input);
    const aftermaths = this.tracker.accept(input);
    const findings = this.radar.accept(input);
    if (aftermaths.length === 0 && findings.length === 0) return NOTHING;
    return [...aftermaths.map(asFinding), ...findings.flatMap((finding) => this.follow(finding, input.receivedTimeMs))];
  }

  counts(): RadarCounts {
    return this.radar.counts();
  }

  /** What was seen of what was asked for, with every stream's blind windows (D-11). */
  coverage(): CoverageReport {
    return this.seen.report();
  }

  /** `coverage()` without the streams one by one: cheap enough to print with every statistic. */
  coverageTotals(): CoverageTotals {
    return this.seen.totals();
  }

  /** Nothing more will come: gives up what is still being followed. */
  stop(reason: string): readonly SessionFinding[] {
    return this.tracker.stop(reason).map(asFinding);
  }

  private follow(finding: RadarFinding, receivedTimeMs: number): readonly SessionFinding[] {
    if (finding.kind === 'watch-list') {
      const subscribed = [...new Set([...finding.subscribed, ...this.tracker.symbols()])];
      this.seen.watch(subscribed, receivedTimeMs);
      return [{ ...finding, subscribed }];
    }
    const opportunity: Opportunity = { ...finding.opportunity, recording_position: this.positionOf() };
    return [{ kind: 'opportunity', opportunity }, ...this.tracker.follow(opportunity).map(asFinding)];
  }
}

const asFinding = (aftermath: Aftermath): SessionFinding => ({ kind: 'aftermath', aftermath });
