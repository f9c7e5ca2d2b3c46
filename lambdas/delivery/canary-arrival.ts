import type { MarketClock } from '../../adapters/clock';
import type { Channels, SendOn } from '../../adapters/channels/channel-sender';
import { CANARY_USER, canaryTimeMs, isCanaryUser } from '../../core/canary/canary';
import type { ChannelKind } from '../../core/contracts/channel';
import { contentId } from '../../core/contracts/delivery';
import type { DeliveryPorts } from './handler';

export interface CanaryArrival {
  readonly alertId: string;
  /** From its setting out to here, market time. */
  readonly tookMs: number;
}

export interface CanaryArrivalSettings {
  readonly clock: MarketClock;
  readonly onArrived: (arrival: CanaryArrival) => void;
}

/** Users among whom the canaries' own is found, whatever the table says. */
export const withCanaryUser = (users: DeliveryPorts['users']): DeliveryPorts['users'] =>
  ({ get: async (userId) => (isCanaryUser(userId) ? CANARY_USER : users.get(userId)) });

/** Channels in front of which a canary's way ends: it has arrived, and nothing leaves. All others pass. */
export const withCanaryArrival = (channels: Channels, { clock, onArrived }: CanaryArrivalSettings): Channels => {
  const guarded = <K extends ChannelKind>(send: SendOn<K>): SendOn<K> => async (dispatch, signal) => {
    if (!isCanaryUser(dispatch.userId)) return send(dispatch, signal);
    const alertId = contentId(dispatch.content);
    const sentMs = canaryTimeMs(alertId);
    if (sentMs === undefined) return { kind: 'refused', error: `"${alertId}" is no canary's id` };
    onArrived({ alertId, tookMs: clock.nowMs() - sentMs });
    return { kind: 'sent', messageId: null };
  };
  return {
    email: guarded(channels.email), sms: guarded(channels.sms), push: guarded(channels.push), webhook: guarded(channels.webhook),
    telegram: guarded(channels.telegram), slack: guarded(channels.slack), discord: guarded(channels.discord),
  };
};
