import type { WhaleOrder } from '../../../core/contracts/whale-order';
import type { WhaleFinding } from '../../../core/whales/findings';
import { DEFAULT_WHALES } from '../../../core/whales/settings';
import { WhaleSession } from '../../../core/whales/whale-session';
import { makeDepthMarket } from '../../../simulator/market/depth/depth-market';
import type { WallLife } from '../../../simulator/market/depth/walls/wall';
import { WhaleMarket, type WireFaults } from '../../support/whale-market';

const START_MS = Date.UTC(2026, 0, 7, 9);
const MINUTES = 4;
const UPDATE_MS = 100;

const poolOf = (findings: readonly WhaleFinding[], event: 'born' | 'died') => findings.flatMap((finding) => (finding.kind === 'pool' && finding.event === event ? [finding] : []));

const WELL: WireFaults = {};
/** A diff of each symbol is lost every ten seconds: the book is dropped, and begins anew from a snapshot. */
const LOSING: WireFaults = { losesDiff: (symbol, timeMs) => (timeMs / 100 + symbol.length) % 100 === 0 };
const LATE: WireFaults = { tradesLateBy: 5 };

/** What a session says of a market in which every planted level's story is known. */
const observed = (faults: WireFaults) => {
  const market = makeDepthMarket({
    seed: 5, startTimeMs: START_MS, symbolCount: 8, walls: { perHour: 1_800, lifetimeMs: { from: 5_000, to: 300_000 }, firstWallAfterMs: 5_000, restMs: 5_000 },
  });
  const settings = { ...DEFAULT_WHALES, hotPoolLifetimeSeconds: 10 };
  const run = new WhaleMarket(market, (symbols) => new WhaleSession(settings, { venue: 'binance', market: 'simulated' }, symbols), faults);
  const session = run.run(START_MS, START_MS + MINUTES * 60_000);
  return { findings: run.findings, lives: market.ledger(), resyncs: session.status().counts.resyncs };
};

describe.each([['on a faultless wire', WELL], ['where diffs are lost', LOSING], ['where trades come half a second late', LATE]] as const)('planted levels %s', (_, faults) => {
  const { findings, lives, resyncs } = observed(faults);
  const births = poolOf(findings, 'born');
  const deaths = new Map(poolOf(findings, 'died').map((death) => [death.orderHash, death]));
  const birthOf = ({ symbol, side, price, birthMs }: WallLife) =>
    births.find((birth) => birth.symbol === symbol && birth.side === side && birth.price === price && Math.abs(birth.timeMs - birthMs) <= UPDATE_MS);
  const deathOf = (life: WallLife) => deaths.get(birthOf(life)?.orderHash ?? '');
  const dead = lives.filter(({ deathMs }) => deathMs !== null);
  const orders: readonly WhaleOrder[] = findings.flatMap((finding) => (finding.kind === 'whale' ? [finding.change.order] : []));

  test('a lost diff is found out, and nothing else is', () => {
    expect(resyncs > 0).toBe(faults === LOSING);
  });

  test('there is something to see of each kind', () => {
    expect(dead.length).toBeGreaterThan(20);
    expect(new Set(dead.map(({ fate }) => fate))).toEqual(new Set(['filled', 'pulled', 'moved']));
    expect(orders.length).toBeGreaterThan(100);
  });

  test('each is born within one update', () => {
    expect(lives.filter((life) => birthOf(life) === undefined)).toEqual([]);
  });

  test('each dies within one update', () => {
    expect(dead.filter((life) => !(Math.abs((deathOf(life)?.timeMs ?? Infinity) - (life.deathMs ?? 0)) <= UPDATE_MS))).toEqual([]);
  });

  test('at least 95 % of the fates are right', () => {
    const right = dead.filter((life) => deathOf(life)?.fate === life.fate);
    expect(right.length / dead.length).toBeGreaterThanOrEqual(0.95);
  });

  test('where a level moved to is told', () => {
    const moved = dead.filter(({ fate, movedToPrice }) => fate === 'moved' && movedToPrice !== null);
    const told = new Map(orders.map(({ order_hash, fate }) => [order_hash, fate.moved_to_price]));
    const hot = moved.filter((life) => told.has(birthOf(life)?.orderHash ?? ''));
    expect(hot.filter((life) => told.get(birthOf(life)?.orderHash ?? '') === life.movedToPrice).length).toBeGreaterThanOrEqual(0.95 * hot.length);
  });

  test('first + added = filled + pulled + rest in every message, to the eighth decimal', () => {
    const units = (quantity: number): bigint => BigInt(Math.round(quantity * 1e8));
    for (const { fate } of orders) {
      expect(units(fate.first_quantity) + units(fate.added_quantity)).toBe(units(fate.filled_quantity) + units(fate.pulled_quantity) + units(fate.rest_quantity));
    }
  });
});
