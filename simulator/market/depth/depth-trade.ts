import type { Side } from '../../../core/market/events';

/** One print of a simulated book: a part of one level taken by one order. */
export interface DepthTrade {
  readonly tradeId: number;
  /** The taker's side. */
  readonly side: Side;
  readonly ticks: number;
  readonly steps: number;
  readonly timeMs: number;
}
