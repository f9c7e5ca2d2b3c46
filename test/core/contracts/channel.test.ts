import { ContractError } from '../../../core/contracts/contract';
import { CHANNEL_KINDS, type ChannelKind } from '../../../core/contracts/channel';
import { DEFAULT_USER, parseUser, type User } from '../../../core/contracts/user';
import { ADDRESSES, channelOf, userOf } from '../../support/users';

const withAddress = (kind: ChannelKind, address: string): User => parseUser({ ...DEFAULT_USER, channels: [channelOf(kind, { address })] });
const errorOf = (change: Readonly<Record<string, unknown>>): string => {
  try {
    parseUser({ ...userOf(), ...change });
  } catch (error) {
    if (error instanceof ContractError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('an address', () => {
  test.each(CHANNEL_KINDS)('of %s in its own form is accepted', (kind) => {
    expect(withAddress(kind, ADDRESSES[kind]).channels[0]?.address).toBe(ADDRESSES[kind]);
  });

  test.each<[ChannelKind, string]>([
    ['email', 'someone'], ['email', 'a@b'], ['email', 'a b@example.com'], ['email', 'a@example.com\r\nBcc: b@example.com'], ['email', `${'a'.repeat(65)}@example.com`],
    ['sms', '01012345678'], ['sms', '+0123456789'], ['sms', '+82 10 1234 5678'], ['sms', '+1234567890123456'],
    ['push', 'arn:aws:sns:ap-northeast-2:000000000000:some-topic'], ['push', 'token'],
    ['webhook', 'http://example.com'], ['webhook', 'https://user:secret@example.com'], ['webhook', 'https://example.com/#part'], ['webhook', 'https://localhost/a'], ['webhook', 'https://127.0.0.1/a'],
    ['webhook', 'https://[::1]/a'], ['webhook', 'https://0x7f000001/a'], ['webhook', 'https://2130706433/'], ['webhook', 'https://example.com\\@evil.example'], ['webhook', 'https://exam ple.com'], ['webhook', 'https://example.com/\n'],
    ['telegram', 'someone'], ['telegram', '0'], ['telegram', '@a'], ['telegram', '12.5'],
    ['slack', 'https://hooks.slack.com.evil.example/services/T/B/x'], ['slack', 'https://example.com/services/T/B/x'],
    ['discord', 'https://discord.com/api/webhooks/abc/token'], ['discord', 'https://discord.com.evil.example/api/webhooks/1/token'],
  ])('of %s is refused as %j', (kind, address) => {
    expect(() => withAddress(kind, address)).toThrow(ContractError);
    expect(() => withAddress(kind, address)).toThrow(/field "channels\.0\.address".*expected/);
  });

  test('stays out of the error: that is logged', () => {
    expect(() => withAddress('sms', '01098765432')).toThrow(/^(?!.*98765432).*a telephone number in E\.164 form/);
  });
});

describe('a user', () => {
  test('the default one is valid: 12 a day, 2 by SMS', () => {
    expect(parseUser(JSON.parse(JSON.stringify(DEFAULT_USER)))).toEqual(DEFAULT_USER);
    expect(DEFAULT_USER.limits).toMatchObject({ per_day: 12, per_channel_per_day: { sms: 2 } });
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a bare offset as time zone', { time_zone: '+09:00' }, 'field "time_zone" is "+09:00": expected an IANA time zone such as Asia/Seoul'],
    ['a zone that does not exist', { time_zone: 'Mars/Olympus' }, 'field "time_zone" is "Mars/Olympus": expected an IANA time zone'],
    ['another language', { language: 'de' }, 'field "language"'],
    ['a time that no clock shows', { quiet_hours: [{ from: '24:00', to: '07:00', days: ['mon'] }] }, 'field "quiet_hours.0.from" is "24:00": expected a local time HH:MM'],
    ['a window without length', { quiet_hours: [{ from: '07:00', to: '07:00', days: ['mon'] }] }, 'expected two different times'],
    ['two channels of one id', { channels: [channelOf('email'), channelOf('email')] }, 'expected a different channel_id for each channel'],
    ['an SMS channel confirmed without consent', { channels: [channelOf('sms', { opt_in: null })] }, 'expected time and text of the consent'],
    ['more places reserved than there are', { limits: { per_day: 2, per_hour: 2, per_channel_per_day: {} } }, 'expected at most limits.per_day (2)'],
    ['a limit below nothing', { limits: { per_day: -1, per_hour: 2, per_channel_per_day: {} } }, 'field "limits.per_day" is -1'],
  ])('%s is refused, and told', (_, change, text) => {
    expect(errorOf(change)).toContain(text);
  });
});
