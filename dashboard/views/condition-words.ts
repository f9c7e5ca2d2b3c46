import { figure, milliseconds, NONE, percent, plain, usd } from './format';
import { ownWord } from './words';

/** Names of measured values (`core/radar/explanation.ts`, `core/finder/checks.ts`, `core/contracts/wall-conditions.ts`) as a trader says them. */
const WORDS: Readonly<Record<string, string>> = {
  bb_squeeze_score: 'Squeeze', bb_width_rise: 'Band width rise', ob_imbalance_abs: 'Book imbalance', ob_imbalance_held_ms: 'Imbalance held',
  ob_best_notional_usdt: 'Value at the best prices', volume_spike_x: 'Volume against usual', volume_effort: 'Volume effort',
  volume_bar_notional_usdt: 'Value of the bar', bars: 'Bars', message_age_ms: 'Age of the message', last_bar_age_ms: 'Age of the last bar',
  trend_atr: 'Trend, in ATR', rsi_floor: 'RSI, at least', rsi_ceiling: 'RSI, at most', macd_atr: 'MACD, in ATR', atr_fraction_floor: 'ATR, at least',
  atr_fraction_ceiling: 'ATR, at most', band_position: 'Place in the bands', room_atr: 'Room to run, in ATR', spread_bps: 'Spread, bps',
  net_reward_risk: 'Net reward to risk', wall_distance_atr: 'Wall distance, in ATR', bounce_atr: 'Bounce so far, in ATR', whale_weight: 'Wall weight',
  whale_size_vs_average_top10: 'Size against top 10', whale_lifetime_s: 'Wall age, s', whale_lost_share: 'Share gone', whale_value_usdt: 'Wall value',
  whale_distance_bps: 'Wall distance, bps',
};

export const conditionWords = (name: string): string => ownWord(WORDS, name) ?? plain(name).replaceAll('_', ' ');

const PERCENT_NAMES = new Set(['atr_fraction_floor', 'atr_fraction_ceiling', 'bb_width_rise', 'whale_lost_share']);

/** A value in the unit that its name says. */
export const conditionValue = (name: string, value: number | null): string => {
  if (value === null) return NONE;
  if (name.endsWith('_usdt')) return value < 0 ? `−${usd(-value)}` : usd(value);
  if (name.endsWith('_ms')) return milliseconds(value);
  if (PERCENT_NAMES.has(name)) return percent(value, 2);
  return name.endsWith('_x') ? `${figure(value)}×` : figure(value);
};
