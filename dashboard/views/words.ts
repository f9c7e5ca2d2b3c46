import type { ChannelKind } from '../../core/contracts/channel';
import type { Market, OpportunityType } from '../../core/contracts/common';
import type { DeliveryState, FailureReason } from '../../core/contracts/delivery';
import type { HoldReason } from '../../core/contracts/digest';
import type { FateKind, WhaleCategory } from '../../core/contracts/whale-order';
import type { RejectReason } from '../../core/finder/check';
import { plain } from './format';

export const TYPE_WORDS: Readonly<Record<OpportunityType, string>> = {
  bb_squeeze_release: 'Squeeze release', ob_breakout: 'Book breakout', volume_spark: 'Volume spark', mixed_signal: 'Mixed signal', whale_diamond: 'Diamond wall',
};

export const MARKET_MARKS: Readonly<Record<Market, string | undefined>> = { live: undefined, simulated: 'SIMULATED', replay: 'REPLAY' };

const REJECT_WORDS: Readonly<Record<RejectReason, string>> = {
  not_enough_bars: 'too few bars', stale_message: 'message came late', stale_bars: 'bars are old', against_trend: 'against the trend',
  rsi_too_low: 'RSI too low', rsi_too_high: 'RSI too high', momentum_fading: 'momentum fades', too_quiet: 'too quiet', too_wild: 'too volatile',
  entry_chases: 'entry chases the move', no_room: 'no room to run', spread_too_wide: 'spread too wide',
  reward_below_cost_and_risk: 'reward below cost and risk', trend_breaks_wall: 'trend breaks the wall', wall_too_far: 'wall too far',
  bounced_already: 'has bounced already',
};

/** The word that a table of its own has for a name; `constructor`, which every object knows, is none. */
export const ownWord = (words: Readonly<Record<string, string>>, name: string): string | undefined => (Object.hasOwn(words, name) ? words[name] : undefined);

/** Reasons of a newer version stand as they are. */
export const rejectWords = (reason: string): string => ownWord(REJECT_WORDS, reason) ?? plain(reason);

export const HOLD_WORDS: Readonly<Record<HoldReason, string>> = {
  quiet: 'quiet hours', budget: 'over the budget', cooldown: 'cooling down', 'not-bigger': 'not bigger than the last', muted: 'muted', snoozed: 'snoozed',
  expired: 'expired', disabled: 'switched off', pending: 'not confirmed yet', stopped: 'stopped by the address', spend: 'SMS money used up', 'no-channel': 'no channel',
  standby: 'in reserve for when another fails', losses: 'threshold raised after losses',
};

export const FAILURE_WORDS: Readonly<Record<FailureReason, string>> = {
  refused: 'refused', gone: 'address is gone', exhausted: 'too many attempts or too late', stopped: 'stopped before it was sent', bounced: 'bounced', spend: 'SMS money used up',
};

export const STATE_WORDS: Readonly<Record<DeliveryState, string>> = {
  held: 'held', queued: 'queued', claimed: 'sending', sent: 'sent', delivered: 'delivered', read: 'read', failed: 'failed',
};

export const CHANNEL_WORDS: Readonly<Record<ChannelKind, string>> = {
  email: 'E-mail', sms: 'SMS', push: 'Push', webhook: 'Webhook', telegram: 'Telegram', slack: 'Slack', discord: 'Discord',
};

export const GRADE_WORDS: Readonly<Record<WhaleCategory, string>> = { diamond: 'Diamond', gold: 'Gold', basic: 'Basic' };

export const FATE_WORDS: Readonly<Record<FateKind, string>> = { filled: 'filled', pulled: 'pulled', moved: 'moved', unknown: 'unknown' };

const HOP_WORDS: Readonly<Record<string, string>> = {
  'exchange-received': 'Exchange → received', 'received-queued': 'Received → queued', 'queued-handled': 'Queued → decided',
  'handled-published': 'Decided → sent', 'planned-sent': 'Planned → sent', 'end-to-end': 'In all',
};

export const hopWords = (name: string): string => ownWord(HOP_WORDS, name) ?? plain(name);
