import type { RadarType } from '../contracts/common';
import { EventIds } from '../contracts/event-id';
import type { Opportunity } from '../contracts/opportunity';
import { CoolDown } from '../market/cool-down';
import { restoreState, type State, stateOf } from '../market/state';
import { classify, conditionsOf, type Verdict } from './classify';
import type { LastFired } from './explanation';
import { opportunityOf } from './opportunity-of';
import type { RemarkListener, SuppressionReason } from './remarks';
import type { RadarSettings } from './settings';
import type { Sighting } from './sighting';
import type { RadarSource } from './source';

/** What the market says of a symbol besides its own data. */
export interface Standing {
  readonly isOnList: boolean;
  /** At the last refresh of the list; undefined where there is no ranking. */
  readonly rank: number | undefined;
  readonly universe: number | undefined;
  readonly tickSize: number | undefined;
}

/** Who listens is no state. */
const GIVEN = ['remark'];

/** What becomes of sightings: an opportunity each, unless the symbol is not on the list or cools down. */
export class Decisions {
  /** Opportunities so far. */
  count = 0;
  private readonly eventIds = new EventIds();
  private readonly coolDown: CoolDown;
  private readonly lastFired = new Map<string, readonly { readonly type: RadarType; readonly eventId: string; readonly timeMs: number }[]>();

  constructor(
    private readonly settings: RadarSettings, private readonly source: RadarSource, private readonly standingOf: (symbol: string) => Standing,
    private readonly remark: RemarkListener | undefined,
  ) {
    this.coolDown = new CoolDown(settings.coolDownMs);
  }

  /** Verdicts that the cool-down held back. */
  get suppressed(): number {
    return this.coolDown.suppressed;
  }

  /** `exchangeTimeMs` is the venue's time of the decision, `receivedTimeMs` ours. */
  decide(sighting: Sighting, exchangeTimeMs: number, receivedTimeMs: number): Opportunity | undefined {
    const { symbol } = sighting;
    const standing = this.standingOf(symbol);
    if (!standing.isOnList && !this.remark) return undefined;
    const verdict = classify(sighting, this.settings);
    if (!verdict) return undefined;
    const reason = standing.isOnList ? 'cool-down' : 'not-on-watch-list';
    if (!standing.isOnList || !this.coolDown.admits(symbol, verdict.type, exchangeTimeMs)) {
      this.tellSuppressed(sighting, verdict, reason, exchangeTimeMs);
      return undefined;
    }
    this.count += 1;
    const eventId = this.eventIds.next(exchangeTimeMs);
    this.noteFired(symbol, verdict.type, eventId, exchangeTimeMs);
    return opportunityOf({
      sighting, verdict, eventId, exchangeTimeMs, receivedTimeMs, settings: this.settings, source: this.source, ranking: standing, tickSize: standing.tickSize,
    });
  }

  /** Frees what the cool-down no longer holds back. */
  sweep(venueTimeMs: number): void {
    this.coolDown.sweep(venueTimeMs);
  }

  /** The last opportunity of each type. */
  lastFiredOf(symbol: string, nowMs: number | undefined): readonly LastFired[] {
    return (this.lastFired.get(symbol) ?? []).map((fired) => ({
      ...fired, coolDownRemainingMs: this.coolDown.remainingMs(symbol, fired.type, nowMs ?? fired.timeMs),
    }));
  }

  state(): State {
    return stateOf(this, GIVEN);
  }

  restore(state: State): void {
    restoreState(this, state, GIVEN);
  }

  private noteFired(symbol: string, type: RadarType, eventId: string, timeMs: number): void {
    const others = (this.lastFired.get(symbol) ?? []).filter((fired) => fired.type !== type);
    this.lastFired.set(symbol, [...others, { type, eventId, timeMs }]);
  }

  private tellSuppressed(sighting: Sighting, verdict: Verdict, reason: SuppressionReason, timeMs: number): void {
    if (!this.remark) return;
    const { symbol } = sighting;
    const remainingMs = reason === 'cool-down' ? this.coolDown.remainingMs(symbol, verdict.type, timeMs) : undefined;
    this.remark({ kind: 'suppressed', symbol, timeMs, reason, remainingMs, verdict, conditions: conditionsOf(sighting, this.settings) });
  }
}
