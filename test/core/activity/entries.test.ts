import { decisionEntry, opportunityEntry, outcomeEntry, plannedEntry, rowEntry } from '../../../core/activity/entries';
import { alertDeliveries } from '../../../core/alerts/delivery/deliveries';
import { planAlert } from '../../../core/alerts/plan/plan';
import { alertOf } from '../../../core/alerts/wording';
import { activityOf, parseActivity, type ActivityEntry } from '../../../core/contracts/activity';
import { NO_ALERTS_YET } from '../../../core/contracts/alert-state';
import { PLANNED_ALERT_SCHEMA, type PlannedAlert } from '../../../core/contracts/planned-alert';
import { outcomeOf } from '../../../core/outcomes/outcome';
import { SAMPLE_TIME_MS, sampleAftermath, sampleOpportunity, sampleSignal } from '../../support/messages';
import { ADDRESSES, channelOf, userOf } from '../../support/users';

const signal = sampleSignal();
const alert = alertOf(signal);
const user = userOf({ channels: [channelOf('email'), channelOf('sms', { state: 'stopped' }), channelOf('webhook')] });
const plan = planAlert({ signal, user, state: NO_ALERTS_YET, nowMs: SAMPLE_TIME_MS, records: {} });
if (plan.kind === 'none') throw new Error(plan.reason);
const { rows } = alertDeliveries(plan, alert, signal.entry_price, user.user_id, SAMPLE_TIME_MS);
const planned: PlannedAlert = {
  schema: PLANNED_ALERT_SCHEMA, user_id: user.user_id, alert, entry_price: signal.entry_price, severity: 'normal', score: 0.001, is_late: false,
  channels: [{ channel_id: 'email', kind: 'email' }, { channel_id: 'webhook', kind: 'webhook' }], hold_reason: null, planned_time_ms: SAMPLE_TIME_MS, is_enqueued: false,
};
const outcomes = [outcomeOf(sampleAftermath(signal, 15), signal), outcomeOf(sampleAftermath(signal, 60, { status: 'blind', blind_reason: 'gap' }), signal)];
const entries: readonly (ActivityEntry | undefined)[] = [
  opportunityEntry(sampleOpportunity()), decisionEntry(signal), plannedEntry(planned), ...rows.map(rowEntry), ...outcomes.map(outcomeEntry),
];

describe('what the page is told', () => {
  test('is an activity for each step, all of one opportunity under its id', () => {
    for (const entry of entries) {
      if (entry === undefined) throw new Error('no entry');
      expect(parseActivity(JSON.parse(JSON.stringify(activityOf(SAMPLE_TIME_MS, entry)))).entry).toEqual(entry);
      expect('alert_id' in entry ? entry.alert_id : 'opportunity_id' in entry && entry.opportunity_id).toBe(signal.signal_id);
    }
  });

  test('holds no address and no text of a message', () => {
    const told = JSON.stringify(entries);
    for (const kind of ['email', 'sms', 'webhook'] as const) expect(told).not.toContain(ADDRESSES[kind]);
    expect(told).not.toContain(alert.text);
  });

  test('S3.23: an outcome is told after cost, and a blind one says why', () => {
    const [complete, blind] = outcomes.map(outcomeEntry);
    expect(complete).toMatchObject({ kind: 'outcome', status: 'complete', net_return_fraction: outcomes[0]?.net_return_fraction });
    expect(blind).toMatchObject({ status: 'blind', blind_reason: 'gap', return_fraction: null });
  });

  test('an outcome that does not say where it was entered is left out', () => {
    const [outcome] = outcomes;
    if (outcome === undefined) throw new Error('no outcome');
    expect(outcomeEntry({ ...outcome, exchange: null })).toBeUndefined();
  });
});
