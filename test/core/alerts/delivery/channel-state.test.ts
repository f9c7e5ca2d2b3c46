import { withChannelEvent, type ChannelEvent } from '../../../../core/alerts/delivery/channel-state';
import { maskedAddress } from '../../../../core/alerts/delivery/masked-address';
import { CHANNEL_KINDS, CHANNEL_STATES } from '../../../../core/contracts/channel';
import { ADDRESSES, channelOf } from '../../../support/users';

const NOW_MS = Date.UTC(2026, 6, 1);
const DAY_MS = 86_400_000;
const EVENTS: readonly ChannelEvent[] = [
  { kind: 'confirm', optIn: { time_ms: NOW_MS, text: 'YES' } }, { kind: 'mute', reason: 'holiday' }, { kind: 'unmute' }, { kind: 'stop', reason: 'STOP' }, { kind: 'ask-again' },
];

describe('the state of a channel', () => {
  test('E3: what leads where; a channel that was stopped is only asked again', () => {
    const table = CHANNEL_STATES.map((state) => [state, ...EVENTS.map((event) => {
      const answer = withChannelEvent(channelOf('email', { state }), event, NOW_MS);
      return answer.kind === 'changed' ? answer.channel.state : answer.kind === 'refused' ? answer.reason : 'same';
    })]);
    expect(table).toEqual([
      //          confirm      mute             unmute           stop       ask-again
      ['pending', 'confirmed', 'not-confirmed', 'not-confirmed', 'stopped', 'same'],
      ['confirmed', 'same', 'muted', 'same', 'stopped', 'same'],
      ['muted', 'same', 'same', 'confirmed', 'stopped', 'same'],
      ['stopped', 'stopped', 'stopped', 'stopped', 'same', 'pending'],
    ]);
  });

  test('SNS: a number that opted out is asked again after 30 days at the earliest, and must agree anew', () => {
    const stopped = channelOf('sms', { state: 'stopped', state_time_ms: NOW_MS });
    expect(withChannelEvent(stopped, { kind: 'ask-again' }, NOW_MS + 30 * DAY_MS - 1)).toEqual({ kind: 'refused', reason: 'too-soon' });
    expect(withChannelEvent(stopped, { kind: 'ask-again' }, NOW_MS + 30 * DAY_MS)).toMatchObject({ channel: { state: 'pending', opt_in: null } });
  });

  test('TCPA: the consent is kept with its time and words', () => {
    const pending = channelOf('sms', { state: 'pending', opt_in: null });
    expect(withChannelEvent(pending, { kind: 'confirm', optIn: { time_ms: NOW_MS, text: 'YES' } }, NOW_MS)).toMatchObject({ channel: { state: 'confirmed', opt_in: { time_ms: NOW_MS, text: 'YES' } } });
  });
});

describe('an address as it is shown', () => {
  test.each(CHANNEL_KINDS)('of %s is not the address', (kind) => {
    const shown = maskedAddress({ kind, address: ADDRESSES[kind] });
    expect(shown).toContain('***');
    expect(shown.length).toBeLessThan(ADDRESSES[kind].length + 3);
    expect(shown).not.toMatch(/someone|10123456|AAAAAA|token-of_it|from=tapewatch/);
  });
});
