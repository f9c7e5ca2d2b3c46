import { channelMeant } from '../../../../core/alerts/delivery/consent';
import { advance, queuedRow } from '../../../../core/alerts/delivery/ledger';
import type { Channel } from '../../../../core/contracts/channel';
import type { DeliveryRow } from '../../../../core/contracts/delivery';
import { channelOf } from '../../../support/users';

const NOW_MS = Date.UTC(2026, 6, 1);
const keyOf = ({ address }: Channel): string => `key of ${address}`;
const claimed = (addressKey?: string): DeliveryRow => {
  const answer = advance(queuedRow({ alertId: 'a', userId: 'u', channel: channelOf('sms') }, NOW_MS), { kind: 'claim', owner: 'o', leaseMs: 1, ...(addressKey === undefined ? {} : { addressKey }) }, NOW_MS);
  if (answer.kind !== 'changed') throw new Error(answer.kind);
  return answer.row;
};
const agreedAt = (timeMs: number) => ({ opt_in: { time_ms: timeMs, text: 'yes' } });

describe('the channel that a late answer is about', () => {
  const row = { ...claimed(keyOf(channelOf('sms'))), failed_ms: NOW_MS + 100 };

  test.each<[string, DeliveryRow, Channel, boolean]>([
    ['the same address', row, channelOf('sms'), true],
    ['a consent from between planning and failing', row, channelOf('sms', agreedAt(NOW_MS + 100)), true],
    ['a younger consent', row, channelOf('sms', agreedAt(NOW_MS + 101)), false],
    ['a consent younger than the message, of a row that was sent', { ...row, sent_ms: NOW_MS + 50 }, channelOf('sms', agreedAt(NOW_MS + 51)), false],
    ['no consent at all', row, channelOf('sms', { opt_in: null }), true],
    ['another address', row, channelOf('sms', { address: '+821087654321' }), false],
    ['another kind under the name', row, channelOf('push', { channel_id: 'sms' }), false],
    ['another name', row, channelOf('sms', { channel_id: 'second' }), false],
    ['a row of an older version, which does not know its address', claimed(), channelOf('sms', { address: '+821087654321' }), true],
  ])('%s', (_what, of, channel, isMeant) => {
    expect(channelMeant({ channels: [channel] }, of, keyOf)).toBe(isMeant ? channel : undefined);
  });

  test('there is none of a user who has gone', () => {
    expect(channelMeant(undefined, row, keyOf)).toBeUndefined();
  });
});
