import { budgetHour, DEFAULT_ALERTS_PER_HOUR } from '../../core/alerts/budget';
import type { Aftermath } from '../../core/contracts/aftermath';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { Signal } from '../../core/contracts/signal';
import { confirm } from '../../core/finder/confirm';
import type { FinderSettings } from '../../core/finder/settings';
import { outcomeOf, type DecidedLevels } from '../../core/outcomes/outcome';
import { type PrecisionRow, PrecisionTable } from '../../core/outcomes/precision';
import type { OutcomeSettings } from '../../core/outcomes/settings';
import type { SessionFinding } from '../../core/session/market-session';
import { type Count, Tally } from './tally';

/** The last horizon: after it the levels of a signal are not needed any more. */
const LAST_HORIZON_MINUTES = 60;

export interface LedgerSettings {
  readonly finder: FinderSettings;
  readonly outcomes: OutcomeSettings;
}

/** What came of a run's findings. */
export interface LedgerReport {
  readonly opportunities: readonly Count[];
  readonly accepted: number;
  readonly rejected: number;
  readonly rejectReasons: readonly Count[];
  /** Accepted ones within the budget of their clock hour, first come first served, and those over it. */
  readonly alerts: number;
  readonly heldAlerts: number;
  readonly outcomes: readonly PrecisionRow[];
}

/** What the Lambdas behind the scanner make of its findings, in one process: the finder's decision, the alert budget, outcomes. */
export class RunLedger {
  private readonly types = new Tally();
  private readonly reasons = new Tally();
  private readonly precision: PrecisionTable;
  private readonly levels = new Map<string, DecidedLevels>();
  private readonly alertsByHour = new Map<string, number>();
  private accepted = 0;
  private rejected = 0;

  constructor(private readonly settings: LedgerSettings, private readonly alertsPerHour = DEFAULT_ALERTS_PER_HOUR) {
    this.precision = new PrecisionTable(settings.outcomes);
  }

  /** Number of opportunities so far. */
  get opportunityCount(): number {
    return this.accepted + this.rejected;
  }

  accept(findings: readonly SessionFinding[]): void {
    for (const finding of findings) {
      if (finding.kind === 'opportunity') this.decide(finding.opportunity);
      if (finding.kind === 'aftermath') this.settle(finding.aftermath);
    }
  }

  report(): LedgerReport {
    const hours = [...this.alertsByHour.values()];
    const alerts = hours.reduce((sum, count) => sum + Math.min(count, this.alertsPerHour), 0);
    return {
      opportunities: this.types.rows(), accepted: this.accepted, rejected: this.rejected, rejectReasons: this.reasons.rows(),
      alerts, heldAlerts: this.accepted - alerts, outcomes: this.precision.rows(),
    };
  }

  /** At the time of its receipt: a replay has no delivery that could take longer. */
  private decide(opportunity: Opportunity): void {
    this.types.add(opportunity.opportunity_type);
    const signal = confirm(opportunity, this.settings.finder, opportunity.decided_time_ms);
    for (const reason of signal.reject_reasons) this.reasons.add(reason);
    this.levels.set(signal.signal_id, signal);
    if (signal.decision === 'accepted') this.alert(signal);
    else this.rejected += 1;
  }

  private alert({ decided_time_ms: timeMs }: Signal): void {
    this.accepted += 1;
    const hour = budgetHour(timeMs);
    this.alertsByHour.set(hour, (this.alertsByHour.get(hour) ?? 0) + 1);
  }

  private settle(aftermath: Aftermath): void {
    const levels = this.levels.get(aftermath.opportunity_id);
    if (levels === undefined) return;
    this.precision.add(outcomeOf(aftermath, levels));
    if (aftermath.horizon_minutes === LAST_HORIZON_MINUTES) this.levels.delete(aftermath.opportunity_id);
  }
}
