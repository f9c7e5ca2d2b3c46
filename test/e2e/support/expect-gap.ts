import type { GapCause, GapEvent, Stream } from '../../../core/market/events';
import { Referee } from './across-gaps';
import { compareBars } from './history';
import type { Rig } from './rig';

export const TICKER_STREAMS: readonly Stream[] = ['ticker'];
export const WATCHED_STREAMS: readonly Stream[] = ['book-top', 'trade'];

const plain = (gaps: readonly GapEvent[]): unknown[] =>
  gaps.map(({ cause, streams, symbols }) => ({ cause, streams, symbols: [...symbols].sort() })).sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

const keysOf = (events: readonly { readonly symbols: readonly string[]; readonly streams: readonly Stream[] }[]): string[] =>
  events.flatMap(({ symbols, streams }) => symbols.flatMap((symbol) => streams.map((stream) => `${symbol}|${stream}`))).sort();

/** One gap per connection, for all of its symbols. */
export const bothConnectionsLost = (rig: Rig, cause: GapCause): Pick<GapEvent, 'cause' | 'streams' | 'symbols'>[] =>
  [WATCHED_STREAMS, TICKER_STREAMS].map((streams) => ({ cause, streams, symbols: rig.symbols }));

/** Exactly these gaps since `from`, every stream of them seen again, and nothing anywhere in the log that spans a gap. */
export const expectGaps = (rig: Rig, from: number, gaps: readonly Pick<GapEvent, 'cause' | 'streams' | 'symbols'>[]): void => {
  expect(plain(rig.log.gaps(from))).toEqual(plain(gaps as GapEvent[]));
  expect(keysOf(rig.log.resumed(from))).toEqual(keysOf(gaps));
  expectSound(rig);
};

export const expectSound = (rig: Rig, skewMs = 0): void => {
  expect(new Referee(rig.radar, skewMs).judge(rig.log)).toEqual([]);
  expect(rig.connectsMs.length).toBeLessThanOrEqual(rig.limits.budget.connects);
};

/** What was being followed when its trades were lost was given up at once, with the cause, and nothing else of it came later. */
export const expectBlindAftermaths = (rig: Rig, from: number, cause: GapCause): void => {
  const blind = rig.log.aftermaths(from).filter(({ blind_reason: reason }) => reason === `gap: ${cause}`);
  const before = new Set(rig.log.opportunities().slice(0, rig.log.opportunities().length - rig.log.opportunities(from).length).map((found) => found.dedupe_key));
  expect(blind.length).toBeGreaterThan(0);
  expect(blind.every(({ price, high, low, bars }) => price === null && high === null && low === null && bars.length === 0)).toBe(true);
  const later = rig.log.aftermaths(from).filter(({ opportunity_id: id, status }) => before.has(id) && status === 'complete');
  expect(later.filter(({ opportunity_id: id }) => blind.some((one) => one.opportunity_id === id && one.horizon_minutes === 60))
    .filter(({ horizon_minutes: minutes, opportunity_id: id }) => blind.some((one) => one.opportunity_id === id && one.horizon_minutes <= minutes))).toEqual([]);
};

/** The bars that go to the finder, all of them, are true. */
export const expectTrueBars = async (rig: Rig, from: number): Promise<void> => {
  expect((await compareBars(rig, rig.log.opportunities(from))).wrong).toEqual([]);
};
