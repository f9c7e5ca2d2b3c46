import { atLeast, atMost, type Condition, toWireBar } from '../contracts/common';
import { EventIds, timestampOf } from '../contracts/event-id';
import { OPPORTUNITY_SCHEMA, type Opportunity } from '../contracts/opportunity';
import { WALL } from '../contracts/wall-conditions';
import type { Bar } from '../market/bar';
import { CoolDown } from '../market/cool-down';
import { DIAMOND_FROM } from './categories';
import type { WhaleSettings } from './settings';
import type { SpoofScore } from './spoof';
import type { Wall } from './wall';
import { ratioBy, type Weighing } from './weighing';
import type { WhaleSource } from './whale-order-of';

/** The name on the wire, and its version: raised when a rule changes what a dedupe key stands for. */
const TYPE = 'whale_diamond';
const DETECTOR_VERSION = 1;
/** The radar counts its ids of a second from 1. */
const FIRST_EVENT_NUMBER = 501;

const BASE = 0.35;
const SPAN = 0.35;

export interface DiamondParts {
  readonly symbol: string;
  readonly wall: Wall;
  readonly weighing: Weighing;
  readonly spoof: SpoofScore;
  /** Mid and best prices, quote currency. */
  readonly price: number;
  readonly bidPrice: number | undefined;
  readonly askPrice: number | undefined;
  readonly tickSize: number | undefined;
  /** Closed one-minute bars, oldest first. */
  readonly bars: readonly Bar[];
  readonly exchangeTimeMs: number;
  readonly receivedTimeMs: number;
  readonly recordingPosition: string | null;
}

/**
 * Heuristic confidence (CX.1), not a probability:
 *
 *     (0.35 + 0.35 * strength) * (1 - spoof score / 2)      strength = (recommended - 0.666) / (1 - 0.666)
 *
 * 0.35 for a level that is just a diamond, 0.70 for a perfect one, as the radar's detectors give; half of it where levels like it
 * were always pulled. An unknown spoof score takes nothing away.
 */
export const diamondConfidence = (recommended: number, spoofScore: number | undefined): number => {
  const strength = Math.min(1, Math.max(0, (recommended - DIAMOND_FROM) / (1 - DIAMOND_FROM)));
  return Math.round((BASE + SPAN * strength) * (1 - (spoofScore ?? 0) / 2) * 1_000) / 1_000;
};

/** What becomes of levels that turn diamond (S2.16): an opportunity for each, once, unless its symbol and side cool down or it is small. */
export class Diamonds {
  /** Opportunities so far. */
  count = 0;
  private readonly eventIds = new EventIds(FIRST_EVENT_NUMBER);
  private readonly coolDown: CoolDown;

  constructor(private readonly settings: WhaleSettings, private readonly source: WhaleSource) {
    this.coolDown = new CoolDown(settings.coolDownMs);
  }

  /** Diamonds that the cool-down held back. */
  get suppressed(): number {
    return this.coolDown.suppressed;
  }

  decide(parts: DiamondParts): Opportunity | undefined {
    const { wall, symbol, exchangeTimeMs } = parts;
    if (wall.notional < this.settings.opportunityMinNotionalUsdt) return undefined;
    if (!this.coolDown.admits(symbol, wall.data.side, exchangeTimeMs)) return undefined;
    this.count += 1;
    return this.opportunityOf(parts);
  }

  sweep(nowMs: number): void {
    this.coolDown.sweep(nowMs);
  }

  saved(): ReturnType<CoolDown['admissions']> {
    return this.coolDown.admissions();
  }

  restore(admissions: ReturnType<CoolDown['admissions']>): void {
    this.coolDown.putBack(admissions);
  }

  /** Fields in the contract's order. The level holds the price, so the finding expects it to turn there: up at a bid, down at an ask. */
  private opportunityOf(parts: DiamondParts): Opportunity {
    const { symbol, wall, weighing } = parts;
    const { side, orderHash } = wall.data;
    return {
      event_id: this.eventIds.next(parts.exchangeTimeMs),
      symbol,
      opportunity_type: TYPE,
      volatility_rank: null,
      bb_squeeze_score: null,
      ob_imbalance: null,
      volume_spike_x: null,
      price: parts.price,
      timestamp: timestampOf(parts.exchangeTimeMs),
      trigger_action: 'activate_finder',
      schema: OPPORTUNITY_SCHEMA,
      exchange: this.source.venue,
      market: this.source.market,
      side,
      thesis: 'reversion',
      confidence: diamondConfidence(weighing.weights.recommended, parts.spoof.score),
      confidence_kind: 'heuristic',
      fired: [TYPE],
      volatility_universe: null,
      dedupe_key: [this.source.venue, symbol, `${TYPE}@${DETECTOR_VERSION}`, orderHash, side].join('|'),
      exchange_time_ms: parts.exchangeTimeMs,
      received_time_ms: parts.receivedTimeMs,
      decided_time_ms: parts.receivedTimeMs,
      emitted_time_ms: null,
      bid_price: parts.bidPrice ?? null,
      ask_price: parts.askPrice ?? null,
      tick_size: parts.tickSize ?? null,
      conditions: this.conditionsOf(parts),
      bars: parts.bars.map(toWireBar),
      config_hash: this.source.configHash ?? null,
      code_version: this.source.codeVersion ?? null,
      recording_position: parts.recordingPosition,
    };
  }

  private conditionsOf({ wall, weighing, price }: DiamondParts): Condition[] {
    const { settings } = this;
    const { lost, first } = wall.ledger.loss;
    return [
      atLeast(WALL.weight, weighing.weights.recommended, DIAMOND_FROM),
      atLeast(WALL.sizeRatio, ratioBy(settings.top10Mode, wall.data.ratios), settings.largeOrderMultiplier),
      atLeast(WALL.lifetimeSeconds, weighing.lifetimeMs / 1_000, settings.hotPoolLifetimeSeconds),
      atMost(WALL.lostShare, lost / first, settings.survivalThreshold),
      atLeast(WALL.valueUsdt, wall.notional, settings.opportunityMinNotionalUsdt),
      // Beyond that distance nearness adds nothing to the weight. How near is near enough to act is the finder's to say.
      atMost(WALL.distanceBps, (Math.abs(wall.data.price - price) / price) * 10_000, settings.farDistanceShare * 10_000),
    ];
  }
}
