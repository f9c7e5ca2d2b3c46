import { activityOf, type ActivityEntry } from '../../../core/contracts/activity';
import { LINE_CAPACITY, NO_LINES, takeLines, type Lines } from '../../../dashboard/state/lines';
import { alertRows, opportunityRow, opportunityRows } from '../../../dashboard/state/rows';
import { alertEntry, decisionEntry, deliveryEntry, foundEntry, outcomeEntry, pageSignal } from '../../support/page-world';

const [older, newer] = [pageSignal({ symbol: 'AAAUSDT' }), pageSignal({ symbol: 'BBBUSDT' })];
const linesOf = (...entries: [number, ActivityEntry][]): Lines => takeLines(NO_LINES, entries.map(([timeMs, entry]) => activityOf(timeMs, entry)));

describe('rows of opportunities', () => {
  test('newest first, with decision and outcomes as they come', () => {
    const rows = opportunityRows(linesOf([1, foundEntry(older)], [5, foundEntry(newer)], [6, decisionEntry(older)], [7, outcomeEntry(older, 5, 0.01)]));
    expect(rows.map(({ finding }) => finding.symbol)).toEqual(['BBBUSDT', 'AAAUSDT']);
    expect(rows[1]?.decision?.decision).toBe('accepted');
    expect(rows[1]?.outcomes.map((outcome) => outcome?.return_fraction)).toEqual([undefined, 0.01, undefined, undefined]);
  });

  test('a decision stands for a finding that is no longer in the log; an outcome alone does not', () => {
    const lines = linesOf([6, decisionEntry(older)], [7, outcomeEntry(newer, 1, 0.01)]);
    expect(opportunityRows(lines).map(({ id }) => id)).toEqual([older.signal_id]);
    expect(opportunityRow(lines, newer.signal_id)).toBeUndefined();
  });
});

describe('rows of alerts', () => {
  test('each has the rows of its own user, by channel', () => {
    const rows = alertRows(linesOf(
      [1, alertEntry(older)], [1, alertEntry(older, { user_id: 'other' })], [2, deliveryEntry(older, 'sms')], [2, deliveryEntry(older, 'email')], [2, deliveryEntry(older, 'push', { user_id: 'other' })]));
    expect(rows.map(({ userId, deliveries }) => [userId, deliveries.map(({ channel_id }) => channel_id)])).toEqual([['other', ['push']], ['local', ['email', 'sms']]]);
  });

  test('a channel that the ledger says nothing of yet is awaited; one that it says something of is not', () => {
    const [row] = alertRows(linesOf([1, alertEntry(older, { channels: ['email', 'sms', 'desk-2'] })], [2, deliveryEntry(older, 'sms')]));
    expect([row?.awaitedChannels, row?.deliveries.map(({ channel_id }) => channel_id)]).toEqual([['email', 'desk-2'], ['sms']]);
  });

  test('an alert whose rows may have been pushed out awaits nothing', () => {
    const rows = Array.from({ length: LINE_CAPACITY.delivery }, (_, index): [number, ActivityEntry] => [10 + index, { ...deliveryEntry(newer, 'email'), channel_id: `desk-${index}` }]);
    const awaited = (alertMs: number): readonly string[] | undefined =>
      alertRows(linesOf(...rows, [alertMs, alertEntry(older, { channels: ['email'] })])).find(({ alertId }) => alertId === older.signal_id)?.awaitedChannels;
    expect([awaited(9), awaited(20_000)]).toEqual([[], ['email']]);
  });

  test('a digest has rows without a plan', () => {
    const [row] = alertRows(linesOf([2, { ...deliveryEntry(older, 'email'), alert_id: 'digest|local|0|1' }]));
    expect([row?.plan, row?.alertId, row?.deliveries.length]).toEqual([undefined, 'digest|local|0|1', 1]);
  });
});
