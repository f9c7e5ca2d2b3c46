import fc from 'fast-check';
import type { Outcome } from '../../core/contracts/outcome';
import { tallyLines, tallyRun, type TallyInput } from '../../local/run-tally';

const OUTBOX = { shown: 0, repeats: 0 };

const outcome = (status: string, changes: Partial<Outcome> = {}) => ({
  schema: 'outcome.v1', opportunity_id: 'a', symbol: 'AAAUSDT', market: 'simulated', opportunity_type: 'volume_spark', side: 'buy', decision: 'accepted',
  horizon_minutes: 1, return_fraction: 0.004, favourable_fraction: 0.005, adverse_fraction: -0.001, first_touch: 'target1', ...changes, status,
});

const INPUT: TallyInput = {
  opportunityIds: new Set(['a', 'b', 'c', 'd', 'e']), leftOverIds: new Set(['e']),
  signals: [{ signal_id: 'a', decision: 'accepted' }, { signal_id: 'b', decision: 'rejected' }, { signal_id: 'e', decision: 'accepted' }, { signal_id: 'old', decision: 'accepted' }],
  planned: [{ signal_id: 'a', hold_reason: null }, { signal_id: 'e', hold_reason: null }, { signal_id: 'old', hold_reason: 'budget' }],
  deliveries: [
    { alert_id: 'a', channel_kind: 'email', state: 'sent' }, { alert_id: 'a', channel_kind: 'sms', state: 'failed' }, { alert_id: 'e', channel_kind: 'email', state: 'claimed' },
    { alert_id: 'old', channel_kind: 'email', state: 'sent' }, { state: undefined },
  ],
  outcomes: [{ opportunity_id: 'a', h1: outcome('complete'), h5: outcome('blind') }, { opportunity_id: 'old', h1: outcome('complete') }],
  waitingIds: new Set(['c']), deadIds: new Set(['d']), unplannedIds: new Set(),
};

describe('the closing table', () => {
  test('counts the opportunities of this run only', () => {
    expect(tallyRun(INPUT)).toMatchObject({
      opportunities: 5, leftOver: 1, accepted: 2, rejected: 1, inFlight: 1, dead: 1, unaccounted: 0, alerts: { sent: 1, failed: 0, held: 0, unasked: 0, inFlight: 1 },
      channels: [{ kind: 'email', sent: 1, failed: 0, waiting: 1 }, { kind: 'sms', sent: 0, failed: 1, waiting: 0 }],
    });
    expect(tallyRun(INPUT).outcomes[0]).toEqual({ minutes: 1, complete: 1, blind: 0, pending: 4 });
    expect(tallyRun(INPUT).outcomes[1]).toEqual({ minutes: 5, complete: 0, blind: 1, pending: 4 });
  });

  test('says what the complete outcomes of this run were worth, with the interval and that it is not enough', () => {
    expect(tallyLines(tallyRun(INPUT), OUTBOX).at(-1)).toBe(
      '  volume_spark       accepted   1 min  1/1 hits = 100.0 % [20.7 %, 100.0 %] not enough data (n=1), mean return +40.0 bps, stop first 0, target first 1');
  });

  test('an accepted signal that left the queues and was planned for nobody is no user\'s wish; one that still waits is in flight', () => {
    const planned = INPUT.planned.filter(({ signal_id }) => signal_id !== 'e');
    const deliveries = INPUT.deliveries.filter(({ alert_id }) => alert_id !== 'e');
    expect(tallyRun({ ...INPUT, planned, deliveries }).alerts).toMatchObject({ unasked: 1, inFlight: 0 });
    expect(tallyLines(tallyRun({ ...INPUT, planned, deliveries }), OUTBOX).join('\n')).toMatch(/no user asked for it +1/);
    expect(tallyRun({ ...INPUT, planned, deliveries, unplannedIds: new Set(['e']) }).alerts).toMatchObject({ unasked: 0, inFlight: 1 });
    // Stored by the finder, and not yet published.
    expect(tallyRun({ ...INPUT, planned, deliveries, waitingIds: new Set(['c', 'e']) }).alerts).toMatchObject({ unasked: 0, inFlight: 1 });
  });

  test('an opportunity that is nowhere is shown as unaccounted for', () => {
    const tally = tallyRun({ ...INPUT, waitingIds: new Set() });
    expect(tally.unaccounted).toBe(1);
    expect(tallyLines(tally, OUTBOX).join('\n')).toMatch(/UNACCOUNTED FOR +1/);
    expect(tallyLines(tallyRun(INPUT), OUTBOX).join('\n')).not.toContain('UNACCOUNTED');
  });

  test('every group adds up to the number above it, whatever the tables hold', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghijkl'), { maxLength: 12 });
    const rows = (key: string, field: string, values: readonly string[]) =>
      fc.array(fc.tuple(fc.constantFrom(...'abcdefghijkl'), fc.constantFrom(...values)), { maxLength: 20 })
        .map((pairs) => pairs.map(([id, value]) => ({ [key]: id, [field]: field.startsWith('h') ? outcome(value, { horizon_minutes: 15 }) : value })));
    fc.assert(fc.property(ids, ids, ids, ids, rows('signal_id', 'decision', ['accepted', 'rejected']), rows('signal_id', 'hold_reason', ['budget']), rows('alert_id', 'state', ['sent', 'held', 'claimed', 'failed']),
      rows('opportunity_id', 'h15', ['complete', 'blind', 'odd']), (all, left, waiting, dead, signals, planned, deliveries, outcomes) => {
        const tally = tallyRun({ opportunityIds: new Set(all), leftOverIds: new Set(left), waitingIds: new Set(waiting), deadIds: new Set(dead), signals, planned, deliveries, outcomes, unplannedIds: new Set(dead) });
        expect(tally.accepted + tally.rejected + tally.inFlight + tally.dead + tally.unaccounted).toBe(tally.opportunities);
        expect(tally.alerts.sent + tally.alerts.failed + tally.alerts.held + tally.alerts.unasked + tally.alerts.inFlight).toBe(tally.accepted);
        for (const { complete, blind, pending } of tally.outcomes) expect(complete + blind + pending).toBe(tally.opportunities);
      }));
  });
});
