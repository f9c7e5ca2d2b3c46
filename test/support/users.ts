import type { Channel, ChannelKind } from '../../core/contracts/channel';
import { DEFAULT_USER, parseUser, USER_SCHEMA, type User } from '../../core/contracts/user';

export const ADDRESSES: Readonly<Record<ChannelKind, string>> = {
  email: 'someone@example.com',
  sms: '+821012345678',
  push: 'arn:aws:sns:ap-northeast-2:000000000000:endpoint/GCM/tapewatch/5e3e9847-3183-3f18-a7e8-671c3a57d4b3',
  webhook: 'https://hooks.example.com/alerts?from=tapewatch',
  telegram: '123456789',
  slack: 'https://hooks.slack.com/services/T00000000/B00000000/AAAAAAAAAAAAAAAAAAAAAAAA',
  discord: 'https://discord.com/api/webhooks/123456789012345678/token-of_it',
};

/** A channel that may be sent to, called like its kind. */
export const channelOf = (kind: ChannelKind, changes: Partial<Channel> = {}): Channel => ({
  channel_id: kind, kind, address: ADDRESSES[kind], enabled: true, state: 'confirmed', state_time_ms: 0, state_reason: null,
  opt_in: { time_ms: 0, text: 'I agree' }, ...changes,
});

/** The default user with an e-mail and an SMS channel, in UTC and without quiet hours. */
export const userOf = (changes: Partial<User> = {}): User => parseUser({
  ...DEFAULT_USER, schema: USER_SCHEMA, user_id: 'user-1', time_zone: 'UTC', channels: [channelOf('email'), channelOf('sms')], ...changes,
});
