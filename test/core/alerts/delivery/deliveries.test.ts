import { alertDeliveries, digestDeliveries } from '../../../../core/alerts/delivery/deliveries';
import { addHeld, takeDigest } from '../../../../core/alerts/plan/digest';
import { LATE_GRACE_MS } from '../../../../core/alerts/plan/freshness';
import { planAlert } from '../../../../core/alerts/plan/plan';
import { renderContent } from '../../../../core/alerts/text/render';
import { alertOf } from '../../../../core/alerts/wording';
import { NO_ALERTS_YET } from '../../../../core/contracts/alert-state';
import { contentId, parseDeliveryOrder, parseDeliveryRow } from '../../../../core/contracts/delivery';
import { SAMPLE_TIME_MS, sampleSignal } from '../../../support/messages';
import { ADDRESSES, channelOf, userOf } from '../../../support/users';

const signal = sampleSignal();
const alert = alertOf(signal);
const user = userOf({ channels: [channelOf('email'), channelOf('sms', { state: 'stopped' }), channelOf('webhook')] });
const plan = planAlert({ signal, user, state: NO_ALERTS_YET, nowMs: SAMPLE_TIME_MS, records: {} });
if (plan.kind === 'none') throw new Error(plan.reason);
const { rows, orders } = alertDeliveries(plan, alert, signal.entry_price, user.user_id, SAMPLE_TIME_MS);

describe('the deliveries of a plan', () => {
  test('D-24: a row for every channel, and a message for each that sends', () => {
    expect(rows.map(({ channel_id, state, hold_reason }) => [channel_id, state, hold_reason])).toEqual([
      ['email', 'queued', null], ['sms', 'held', 'stopped'], ['webhook', 'queued', null],
    ]);
    expect(orders.map(({ channel_id, content }) => [channel_id, contentId(content)])).toEqual([['email', alert.alert_id], ['webhook', alert.alert_id]]);
    for (const row of rows) expect(parseDeliveryRow(JSON.parse(JSON.stringify(row)))).toEqual(row);
    for (const order of orders) expect(parseDeliveryOrder(JSON.parse(JSON.stringify(order)))).toEqual(order);
  });

  test('no address is in a row or a message', () => {
    const told = JSON.stringify([rows, orders]);
    for (const address of Object.values(ADDRESSES)) expect(told).not.toContain(address);
  });

  test('a digest goes to the channels that carry digests', () => {
    const item = {
      alert_id: 'a', symbol: 'TAOUSDT', exchange: 'bybit', market: 'live', opportunity_type: 'mixed_signal', side: 'buy', confidence: 0.7, severity: 'normal',
      score: null, reason: 'quiet', time_ms: SAMPLE_TIME_MS, count: 1,
    } as const;
    const state = { ...NO_ALERTS_YET, digest: addHeld(NO_ALERTS_YET.digest, item, user, SAMPLE_TIME_MS) };
    const taken = takeDigest(user, state, SAMPLE_TIME_MS + 86_400_000);
    if (taken === undefined) throw new Error('no digest was due');
    const deliveries = digestDeliveries(taken.digest, user, SAMPLE_TIME_MS);
    expect(deliveries.rows.map(({ channel_id, alert_id }) => [channel_id, alert_id])).toEqual([['email', taken.digest.digest_id]]);
    for (const order of deliveries.orders) expect(parseDeliveryOrder(JSON.parse(JSON.stringify(order)))).toEqual(order);
  });
});

describe('D1: what is sent is judged when it is sent', () => {
  const [order] = orders;
  if (order === undefined) throw new Error('no order');
  const at = (nowMs: number) => renderContent('email', order.content, user, [], nowMs);

  test('fresh, then late and marked, then not at all', () => {
    expect(at(alert.valid_until_ms)).toMatchObject({ kind: 'message', isLate: false });
    expect(at(alert.valid_until_ms + 1)).toMatchObject({ kind: 'message', isLate: true, message: { snsSubject: expect.stringMatching(/^\[LATE\] /) as string } });
    expect(at(alert.valid_until_ms + LATE_GRACE_MS + 1)).toEqual({ kind: 'expired' });
  });
});
