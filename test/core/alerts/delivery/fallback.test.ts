import { fallbackOf, standInsFor } from '../../../../core/alerts/delivery/fallback';
import { heldRow, queuedRow } from '../../../../core/alerts/delivery/ledger';
import { planAlert } from '../../../../core/alerts/plan/plan';
import { NO_ALERTS_YET } from '../../../../core/contracts/alert-state';
import type { Channel, ChannelKind } from '../../../../core/contracts/channel';
import { FAILURE_REASONS, type DeliveryRow, type FailureReason } from '../../../../core/contracts/delivery';
import { SAMPLE_TIME_MS, sampleSignal } from '../../../support/messages';
import { channelOf, userOf } from '../../../support/users';

const keyOf = (channel: Channel) => ({ alertId: 'a', userId: 'user-1', channel });
const rowOf = (kind: ChannelKind, changes: Partial<DeliveryRow> = {}): DeliveryRow => ({ ...queuedRow(keyOf(channelOf(kind)), 0), ...changes });
const failed = (kind: ChannelKind, reason: FailureReason = 'refused'): DeliveryRow => rowOf(kind, { state: 'failed', failure_reason: reason });
const standby = (kind: ChannelKind): DeliveryRow => heldRow(keyOf(channelOf(kind)), 'standby', 0);
const spare = (kind: ChannelKind, changes: Partial<Channel> = {}): Channel => channelOf(kind, { is_standby: true, ...changes });

describe('D-24: where an alert goes after its channel has failed for good', () => {
  const user = { channels: [channelOf('email'), spare('sms'), spare('push'), channelOf('webhook')] };
  const next = (from: DeliveryRow, rows: readonly DeliveryRow[], of = user): string | undefined => fallbackOf(standInsFor(of, from), [from, ...rows])?.channel_id;

  test('to the next kind on standby, and from that to the one after it', () => {
    expect(next(failed('email'), [standby('sms'), standby('push')])).toBe('sms');
    expect(next(failed('sms'), [failed('email'), standby('push')])).toBe('push');
    expect(next(failed('push'), [failed('email'), failed('sms')])).toBeUndefined();
  });

  test.each(['queued', 'claimed', 'sent', 'delivered', 'read'] as const)('nowhere while another message to the person is %s', (state) => {
    const three = { channels: [...user.channels, channelOf('telegram')] };
    expect(next(failed('email'), [rowOf('telegram', { state }), standby('sms')], three)).toBeUndefined();
  });

  test('a webhook reaches a program: it keeps nobody\'s message back, and does not stand in', () => {
    expect(next(failed('email'), [rowOf('webhook', { state: 'delivered' }), standby('sms')])).toBe('sms');
    expect(next(failed('webhook'), [standby('sms')])).toBe('sms');
    expect(next(failed('email'), [standby('webhook')], { channels: [channelOf('email'), spare('webhook')] })).toBeUndefined();
  });

  test.each([[{ enabled: false }], [{ state: 'stopped' }], [{ state: 'muted' }]] as const)('not to one that is %p', (changes) => {
    expect(next(failed('email'), [standby('sms')], { channels: [channelOf('email'), spare('sms', changes)] })).toBeUndefined();
  });

  test('not to one that has no place left, and not to one that is no stand-by', () => {
    expect(next(failed('email'), [heldRow(keyOf(channelOf('sms')), 'budget', 0)])).toBeUndefined();
  });

  test('one that stands in already and was not tried yet is the answer again', () => {
    expect(next(failed('email'), [rowOf('sms'), standby('push')])).toBe('sms');
    expect(next(failed('email'), [rowOf('sms', { attempts: 1 }), standby('push')])).toBeUndefined();
  });

  test.each(FAILURE_REASONS)('after "%s" only where the channel, not the person, said no', (reason) => {
    expect(standInsFor(user, failed('email', reason)).length > 0).toBe(['refused', 'gone', 'exhausted', 'spend'].includes(reason));
  });
});

describe('a channel on standby when an alert is planned', () => {
  const planFor = (channels: readonly Channel[], limits = {}) => {
    const user = userOf({ channels: [...channels] });
    const plan = planAlert({ signal: sampleSignal(), user: { ...user, limits: { ...user.limits, ...limits } }, state: NO_ALERTS_YET, nowMs: SAMPLE_TIME_MS, records: {} });
    if (plan.kind === 'none') throw new Error(plan.reason);
    return plan.decisions.map((one) => [one.channel.channel_id, one.kind === 'send' ? 'send' : one.reason]);
  };

  test('waits where another one sends', () => {
    expect(planFor([channelOf('email'), spare('sms')])).toEqual([['email', 'send'], ['sms', 'standby']]);
  });

  test('sends where no other one can', () => {
    expect(planFor([channelOf('email', { state: 'stopped' }), spare('sms')])).toEqual([['email', 'stopped'], ['sms', 'send']]);
    expect(planFor([spare('sms')])).toEqual([['sms', 'send']]);
  });

  test('is no way round the budget', () => {
    expect(planFor([channelOf('email'), spare('telegram')], { per_channel_per_day: { email: 0 } })).toEqual([['email', 'budget'], ['telegram', 'standby']]);
    expect(planFor([channelOf('email'), spare('telegram')], { per_day: 0 })).toEqual([['email', 'budget'], ['telegram', 'standby']]);
  });
});
