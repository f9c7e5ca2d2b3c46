import type { BookSnapshotEvent, PriceLevel } from '../../core/market/depth-events';
import { DepthFrame } from '../../core/market/depth-frame';

export interface DepthFields {
  readonly kind?: DepthFrame['kind'];
  readonly symbolId?: number;
  readonly timeMs?: number;
  readonly firstUpdateId?: number;
  readonly lastUpdateId?: number;
  readonly previousUpdateId?: number;
  readonly bids?: readonly PriceLevel[];
  readonly asks?: readonly PriceLevel[];
}

/** A depth message as a frame of its own; a diff without levels by default. */
export const depthFrame = (fields: DepthFields = {}): DepthFrame => {
  const frame = new DepthFrame();
  frame.kind = fields.kind ?? 'diff';
  frame.symbolId = fields.symbolId ?? 0;
  frame.exchangeTimeMs = frame.receivedTimeMs = fields.timeMs ?? 0;
  frame.firstUpdateId = fields.firstUpdateId ?? Number.NaN;
  frame.lastUpdateId = fields.lastUpdateId ?? Number.NaN;
  frame.previousUpdateId = fields.previousUpdateId ?? Number.NaN;
  for (const level of fields.bids ?? []) frame.bids.add(...level);
  for (const level of fields.asks ?? []) frame.asks.add(...level);
  return frame;
};

export const bookSnapshot = (lastUpdateId: number, bids: readonly PriceLevel[] = [], asks: readonly PriceLevel[] = []): BookSnapshotEvent =>
  ({ kind: 'book-snapshot', symbol: 'AAAUSDT', lastUpdateId, bids, asks, exchangeTimeMs: 0, receivedTimeMs: 0 });
