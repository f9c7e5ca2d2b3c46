import type { AlertState } from '../../contracts/alert-state';
import type { Channel } from '../../contracts/channel';
import type { Severity } from '../../contracts/digest';
import type { User } from '../../contracts/user';
import { foldDays, takesPlace } from './budget';
import { dayLeftFraction, daysBetween, localTime } from './local-time';

const HOUR_MS = 3_600_000;

/**
 * The state on the user's present day: counts start anew at local midnight. A clock that is set back, or a user who moves west, does
 * not start a day again, so that a cap holds.
 */
export const onDay = (state: AlertState, user: User, nowMs: number): AlertState => {
  const today = localTime(nowMs, user.time_zone).day;
  const hourAgo = nowMs - HOUR_MS;
  const sent_hour_ms = state.sent_hour_ms.filter((timeMs) => timeMs > hourAgo);
  if (state.day === null) return { ...state, sent_hour_ms, day: today };
  const days = daysBetween(state.day, today);
  if (days <= 0) return { ...state, sent_hour_ms };
  return { ...state, sent_hour_ms, day: today, sent_today: { total: 0, critical: 0, by_channel: {} }, learnt: foldDays(state.learnt, days) };
};

/**
 * Who may have which of today's places. Critical alerts have some of their own: as the day goes by, fewer of them are still likely
 * to come, so what is kept for them shrinks with the day, to one that stays to its end, and the rest goes to the others.
 */
export class Places {
  private readonly dayLeft: number;
  private readonly minuteOfDay: number;

  constructor(private readonly user: User, private readonly state: AlertState, nowMs: number) {
    this.dayLeft = dayLeftFraction(nowMs, user.time_zone);
    this.minuteOfDay = localTime(nowMs, user.time_zone).minuteOfDay;
  }

  /** Whether the alert gets one of the day's places. */
  admitsAlert(severity: Severity, score: number | null): boolean {
    const { limits } = this.user;
    const { sent_today, sent_hour_ms } = this.state;
    if (severity === 'critical') return sent_today.total < limits.per_day;
    if (sent_hour_ms.length >= limits.per_hour) return false;
    return this.admits(limits.per_day, sent_today.total, score);
  }

  /** Whether it also gets one of the channel's, where its kind has a limit. */
  admitsOn({ kind, channel_id }: Channel, severity: Severity, score: number | null): boolean {
    const limit = this.user.limits.per_channel_per_day[kind];
    if (limit === undefined) return true;
    const sent = this.state.sent_today.by_channel[channel_id] ?? 0;
    return severity === 'critical' ? sent < limit : this.admits(limit, sent, score);
  }

  private admits(limit: number, sent: number, score: number | null): boolean {
    const reserve = this.reserveOf(limit);
    return takesPlace({
      learnt: this.state.learnt, placesLeft: limit - sent - reserve, placesOfDay: limit - reserve,
      dayGoneFraction: 1 - this.dayLeft, minuteOfDay: this.minuteOfDay,
    }, score);
  }

  /** Never more than half of a limit, so that two SMS a day are not both kept back. */
  private reserveOf(limit: number): number {
    const { critical } = this.user;
    if (!critical.enabled) return 0;
    const kept = Math.min(critical.reserved_per_day, Math.floor(limit / 2));
    return Math.ceil(Math.max(0, kept - this.state.sent_today.critical) * this.dayLeft);
  }
}
