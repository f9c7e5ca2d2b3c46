import type { Channels, Dispatch } from '../../../adapters/channels/channel-sender';
import { CANARY_USER, canaryOpportunity } from '../../../core/canary/canary';
import { alertOf } from '../../../core/alerts/wording';
import { CHANNEL_KINDS, type ChannelKind } from '../../../core/contracts/channel';
import { CANARY_USER_ID } from '../../../core/contracts/user';
import { confirm } from '../../../core/finder/confirm';
import { withCanaryArrival, withCanaryUser, type CanaryArrival } from '../../../lambdas/delivery/canary-arrival';
import { finderFor } from '../../../lambdas/finder/settings';
import { userOf } from '../../support/users';

const NOW_MS = Date.UTC(2026, 0, 1);
const ALERT = alertOf(confirm(canaryOpportunity(NOW_MS), finderFor('bybit', 1), NOW_MS));

describe('D-17: where a canary\'s way ends', () => {
  const sent: string[] = [];
  const arrivals: CanaryArrival[] = [];
  const outside = Object.fromEntries(CHANNEL_KINDS.map((kind) => [kind, async ({ userId }: Dispatch) => {
    sent.push(`${kind} ${userId}`);
    return { kind: 'sent' as const, messageId: 'm' };
  }])) as unknown as Channels;
  const channels = withCanaryArrival(outside, { clock: { nowMs: () => NOW_MS + 1_500 }, onArrived: (arrival) => { arrivals.push(arrival); } });
  const send = (kind: ChannelKind, userId: string, alertId = ALERT.alert_id) => {
    const dispatch = { message: { kind }, address: '', userId, channelId: kind, content: { kind: 'alert', alert: { ...ALERT, alert_id: alertId }, entry_price: 100 } };
    return (channels[kind] as (given: unknown, signal: AbortSignal) => Promise<unknown>)(dispatch, new AbortController().signal);
  };

  beforeEach(() => {
    sent.length = 0;
    arrivals.length = 0;
  });

  test.each(CHANNEL_KINDS)('%s: it is told and timed, and nothing leaves', async (kind) => {
    expect(await send(kind, CANARY_USER_ID)).toEqual({ kind: 'sent', messageId: null });
    expect(arrivals).toEqual([{ alertId: ALERT.alert_id, tookMs: 1_500 }]);
    expect(sent).toEqual([]);
  });

  test.each(CHANNEL_KINDS)('%s: everybody else\'s messages pass', async (kind) => {
    await send(kind, 'user-1');
    expect([sent, arrivals]).toEqual([[`${kind} user-1`], []]);
  });

  test('a message to its user that is no canary\'s is refused, and is no arrival', async () => {
    expect(await send('email', CANARY_USER_ID, 'digest|canary|1|2')).toMatchObject({ kind: 'refused' });
    expect([sent, arrivals]).toEqual([[], []]);
  });

  test('its user is there whatever the table says, and changes nothing for the others', async () => {
    const users = withCanaryUser({ get: async (userId) => (userId === 'user-1' ? userOf() : undefined) });
    expect(await users.get(CANARY_USER_ID)).toBe(CANARY_USER);
    expect((await users.get('user-1'))?.user_id).toBe('user-1');
    expect(await users.get('user-2')).toBeUndefined();
  });
});
