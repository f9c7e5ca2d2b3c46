import { RecordingError } from '../../../adapters/recording/recording-error';
import type { MarketInput } from '../../../core/market/market-frame';
import type { SymbolTable } from '../../../core/market/symbol-table';
import type { WatchFinding } from '../../../core/radar/radar';
import type { RemarkListener } from '../../../core/radar/remarks';
import type { RadarSource } from '../../../core/radar/source';
import { MarketSession, type SessionFinding, type SessionSettings, type SessionState } from '../../../core/session/market-session';
import { lineOf, type OpportunityLine } from '../compare/opportunity-lines';
import { type LedgerSettings, RunLedger } from '../run-ledger';

/** Everything that a session decides by, besides its input. */
export interface SessionSetup extends LedgerSettings {
  readonly session: SessionSettings;
  readonly source: RadarSource;
}

export interface SessionListeners {
  /** A list has changed. */
  readonly onWatchList?: (change: WatchFinding) => void;
  readonly onRemark?: RemarkListener;
}

/** One session fed from a recording: the live one again, or one with other settings beside it. */
export class ReplayedSession {
  readonly ledger: RunLedger;
  readonly opportunities: OpportunityLine[] = [];
  private current: MarketSession | undefined;

  /** `positionOf` is asked while an input is accepted. */
  constructor(readonly setup: SessionSetup, private readonly positionOf: () => string | null, private readonly listeners: SessionListeners = {}) {
    this.ledger = new RunLedger(setup);
  }

  get session(): MarketSession {
    if (this.current === undefined) throw new RangeError('session is not begun: expected begin() before the first input');
    return this.current;
  }

  /**
   * A fresh session; it goes on from `state` where one is given. What came of earlier findings stays.
   * @throws RangeError for settings that cannot be, RecordingError for a state that this code cannot go on from.
   */
  begin(symbols: SymbolTable, state?: SessionState): void {
    const { session, source } = this.setup;
    this.current = new MarketSession(session, source, symbols, this.positionOf, this.listeners.onRemark);
    if (state !== undefined) this.restore(this.current, state);
  }

  accept(input: MarketInput): readonly SessionFinding[] {
    const findings = this.session.accept(input);
    if (findings.length > 0) this.take(findings);
    return findings;
  }

  /** Nothing more will come: what is still being followed has no outcome. */
  end(): void {
    this.ledger.accept(this.session.stop('recording-ended'));
  }

  private restore(session: MarketSession, state: SessionState): void {
    try {
      session.restore(state);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
      throw new RecordingError(`the state before record ${this.positionOf() ?? ''} is another version's (${error.message}): only a recording that begins with its session can be replayed by other code`);
    }
  }

  private take(findings: readonly SessionFinding[]): void {
    this.ledger.accept(findings);
    for (const finding of findings) {
      if (finding.kind === 'opportunity') this.opportunities.push(lineOf(finding.opportunity));
      if (finding.kind === 'watch-list') this.listeners.onWatchList?.(finding);
    }
  }
}
