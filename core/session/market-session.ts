import type { Aftermath } from '../contracts/aftermath';
import type { Opportunity } from '../contracts/opportunity';
import { Coverage } from '../market/coverage';
import type { CoverageReport, CoverageTotals } from '../market/coverage-report';
import type { Detector } from '../market/events';
import { MarketFrame, type MarketInput } from '../market/market-frame';
import { restoreState, type State, stateOf } from '../market/state';
import type { SymbolTable } from '../market/symbol-table';
import { AftermathTracker, type AftermathTrackerSettings, type AftermathTrackerState } from '../outcomes/aftermath-tracker';
import type { Explanation } from '../radar/explanation';
import { Radar, type RadarCounts, type RadarFinding } from '../radar/radar';
import type { RemarkListener } from '../radar/remarks';
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
  /** What an event of a hot kind is loaded into, once for all parts. */
  private readonly loaded = new MarketFrame();

  /**
   * `positionOf` tells where in the recording the input now being accepted stands; null while nothing is recorded. `remark` is told what
   * came near or was held back; without it nothing is spent on that.
   */
  constructor(
    settings: SessionSettings, source: RadarSource, private readonly symbols: SymbolTable,
    private readonly positionOf: () => string | null = () => null, remark?: RemarkListener,
  ) {
    this.radar = new Radar(settings.radar, source, symbols, remark);
    this.tracker = new AftermathTracker(settings.tracker, symbols);
    this.seen = new Coverage(symbols, source.fixedSymbols);
  }

  accept(event: MarketInput): readonly SessionFinding[] {
    const input = this.asFrame(event);
    this.seen.accept(input);
    const aftermaths = this.tracker.accept(input);
    const findings = this.radar.accept(input);
    return aftermaths.length === 0 && findings.length === 0 ? NOTHING : this.joined(aftermaths, findings, input);
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

  /** What decides about a symbol now. */
  explain(symbol: string): Explanation {
    return this.radar.explain(symbol);
  }

  /** Nothing more will come: gives up what is still being followed. */
  stop(reason: string): readonly SessionFinding[] {
    return this.tracker.stop(reason).map(asFinding);
  }

  /**
   * All that decides what comes next, as plain data for `structuredClone` and `v8.serialize`: equal sessions give equal bytes. It
   * shares typed arrays with the session, so it is to be serialised before the next input.
   */
  state(): SessionState {
    return { radar: this.radar.state(), tracker: this.tracker.state(), coverage: stateOf(this.seen) };
  }

  /**
   * Puts a state into a session that has accepted nothing yet and was made with the same settings and source; its symbol table gets
   * the state's names. Everything is copied.
   * @throws RangeError where the symbol table has given out other ids, or the state is another version's.
   */
  restore({ radar, tracker, coverage }: SessionState): void {
    this.radar.restore(radar);
    this.tracker.restore(tracker);
    restoreState(this.seen, coverage);
  }

  /** Apart from `accept`: a closure there would cost an allocation for every frame. */
  private joined(aftermaths: readonly Aftermath[], findings: readonly RadarFinding[], { receivedTimeMs }: MarketInput): readonly SessionFinding[] {
    return [...aftermaths.map(asFinding), ...findings.flatMap((finding) => this.follow(finding, receivedTimeMs))];
  }

  private asFrame(event: MarketInput): MarketInput {
    const isHot = !(event instanceof MarketFrame) && (event.kind === 'trade' || event.kind === 'ticker' || event.kind === 'book-top');
    return isHot ? this.loaded.load(event, this.symbols) : event;
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

/** Plain data; the names behind its symbol ids stand in the radar's. */
export interface SessionState {
  readonly radar: State;
  readonly tracker: AftermathTrackerState;
  readonly coverage: State;
}

const asFinding = (aftermath: Aftermath): SessionFinding => ({ kind: 'aftermath', aftermath });
