import { DEFAULT_USER, type User } from '../contracts/user';
import type { Channel } from '../contracts/channel';

/**
 * E-mail through the topic of alerts: who subscribes to it has confirmed to SNS, and SNS holds the addresses. So the address here is
 * a name alone, in a domain that cannot exist (RFC 2606).
 */
export const TOPIC_EMAIL: Channel = {
  channel_id: 'email', kind: 'email', address: 'subscribers@tapewatch.invalid', enabled: true, state: 'confirmed', state_time_ms: 0, state_reason: null, opt_in: null,
};

export interface DefaultLimits {
  readonly perDay: number;
  readonly perHour: number;
}

/** The one user of an installation to which nobody was added: whoever subscribes to the topic, within the limits of the settings. */
export const defaultUser = ({ perDay, perHour }: DefaultLimits, channels: readonly Channel[] = [TOPIC_EMAIL]): User => ({
  ...DEFAULT_USER,
  channels: [...channels],
  limits: { ...DEFAULT_USER.limits, per_day: perDay, per_hour: perHour },
  critical: { ...DEFAULT_USER.critical, reserved_per_day: Math.min(DEFAULT_USER.critical.reserved_per_day, perDay) },
});
