import fc from 'fast-check';
import { activityOf, type Activity, type ActivityEntry } from '../../../core/contracts/activity';
import { DELIVERY_STATES } from '../../../core/contracts/delivery';
import { LINE_CAPACITY, NO_LINES, takeLines, type Lines } from '../../../dashboard/state/lines';
import { alertEntry, decisionEntry, deliveryEntry, foundEntry, healthEntry, outcomeEntry, pageSignal } from '../../support/page-world';

const SIGNALS = ['AAAUSDT', 'BBBUSDT', 'CCCUSDT'].map((symbol) => pageSignal({ symbol }));

const ENTRY: fc.Arbitrary<ActivityEntry> = fc.constantFrom(...SIGNALS).chain((signal) => fc.oneof(
  fc.constant(foundEntry(signal)), fc.constant(decisionEntry(signal)), fc.constant(alertEntry(signal)),
  fc.constantFrom(1 as const, 5 as const, 15 as const, 60 as const).map((horizon) => outcomeEntry(signal, horizon, 0.01)),
  fc.record({ state: fc.constantFrom(...DELIVERY_STATES), attempts: fc.nat(4) }).map((changes) => deliveryEntry(signal, 'email', changes)),
  fc.constantFrom('ok' as const, 'degraded' as const, 'down' as const).map((status) => healthEntry('scanner', { status })),
));
const LINES = fc.array(fc.tuple(fc.nat(50), ENTRY).map(([timeMs, entry]) => activityOf(timeMs, entry)), { maxLength: 60 });

const shown = (lines: Lines): object => Object.fromEntries(Object.entries(lines).map(([kind, held]: [string, ReadonlyMap<string, Activity>]) => [kind, [...held].sort(([a], [b]) => (a < b ? -1 : 1))]));

describe('the lines that the page holds', () => {
  test('are the same whatever is told twice, in whichever order, and in whichever parts', () => {
    fc.assert(fc.property(LINES.chain((lines) => fc.tuple(fc.constant(lines), fc.shuffledSubarray([...lines, ...lines], { minLength: lines.length * 2 }), fc.nat(60))), ([lines, shuffled, cut]) => {
      const atOnce = takeLines(NO_LINES, lines);
      const inParts = takeLines(takeLines(NO_LINES, shuffled.slice(0, cut)), shuffled.slice(cut));
      expect(shown(inParts)).toEqual(shown(atOnce));
    }));
  });

  test('a kind of which nothing is new stays the same object', () => {
    fc.assert(fc.property(LINES, (lines) => {
      const held = takeLines(NO_LINES, lines);
      const again = takeLines(held, lines);
      for (const kind of ['opportunity', 'decision', 'alert', 'delivery', 'outcome', 'health'] as const) expect(again[kind]).toBe(held[kind]);
    }));
  });

  test('no more are held than the page can show, and the oldest go first', () => {
    const lines = Array.from({ length: LINE_CAPACITY.opportunity + 20 }, (_, index) => activityOf(1_000 + index, foundEntry(pageSignal({ signal_id: `id-${index}` }))));
    const { opportunity } = takeLines(NO_LINES, lines);
    expect(opportunity.size).toBe(LINE_CAPACITY.opportunity);
    expect(Math.min(...[...opportunity.values()].map(({ time_ms }) => time_ms))).toBe(1_020);
  });

  test('S3.22: a row of the ledger never goes back, also where the clock of who told it is behind', () => {
    const [signal] = SIGNALS;
    const row = (timeMs: number, state: 'queued' | 'claimed' | 'sent' | 'failed', attempts: number): Activity => activityOf(timeMs, deliveryEntry(signal!, 'sms', { state, attempts }));
    const stateAfter = (...lines: Activity[]): string => [...takeLines(NO_LINES, lines).delivery.values()].map(({ entry }) => entry.state).join();
    expect(stateAfter(row(9, 'queued', 0), row(1, 'claimed', 1))).toBe('claimed');
    expect(stateAfter(row(1, 'claimed', 1), row(2, 'queued', 1))).toBe('queued');
    expect(stateAfter(row(3, 'claimed', 2), row(9, 'queued', 1))).toBe('claimed');
    expect(stateAfter(row(4, 'sent', 2), row(9, 'claimed', 3), row(9, 'queued', 2))).toBe('sent');
    expect(stateAfter(row(4, 'failed', 2), row(9, 'sent', 2))).toBe('failed');
  });
});
