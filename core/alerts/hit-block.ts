/** What one hit shows. Opportunities and signals both have these fields. */
export interface HitValues {
  readonly symbol: string;
  readonly price: number;
  readonly volatility_rank: number | null;
  readonly bb_squeeze_score: number | null;
  readonly ob_imbalance: number | null;
  readonly volume_spike_x: number | null;
}

export const HIT_TITLE = '✨ 기회 발견!';
export const RULE = '='.repeat(60);
const NO_VALUE = 'n/a';

/**
 * A price in dollars with 4 decimals (S1.27). A coin worth fractions of a cent gets as many decimals as four significant
 * digits need, because `$0.0000` says nothing.
 */
export const dollars = (price: number): string => {
  const needed = price > 0 ? 3 - Math.floor(Math.log10(price)) : 4;
  return `$${price.toFixed(price >= 0.01 ? 4 : Math.min(20, needed))}`;
};

const fixed = (value: number | null, decimals: number, unit = ''): string =>
  value === null ? NO_VALUE : `${value.toFixed(decimals)}${unit}`;

const signed = (value: number | null, decimals: number): string => {
  if (value === null) return NO_VALUE;
  const text = Math.abs(value).toFixed(decimals);
  return `${value < 0 && Number(text) !== 0 ? '-' : '+'}${text}`;
};

/** The source's block for one hit, without a line end after it (S1.27). A value that does not exist is `n/a`. */
export const hitBlock = (hit: HitValues): string => [
  RULE,
  HIT_TITLE,
  `Symbol: ${hit.symbol}`,
  `Price: ${dollars(hit.price)}`,
  `Rank: ${hit.volatility_rank === null ? NO_VALUE : `#${hit.volatility_rank}`}`,
  `BB Squeeze: ${fixed(hit.bb_squeeze_score, 3)}`,
  `OB Imbalance: ${signed(hit.ob_imbalance, 3)}`,
  `Volume Spike: ${fixed(hit.volume_spike_x, 2, 'x')}`,
  RULE,
].join('\n');
