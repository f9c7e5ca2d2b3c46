import type { Condition, OpportunityType } from '../contracts/common';
import { wallPriceOf, wallValue } from '../contracts/wall-conditions';

/** What one hit shows. Opportunities and signals both have these fields. */
export interface HitValues {
  readonly symbol: string;
  readonly opportunity_type: OpportunityType;
  readonly side: 'buy' | 'sell';
  readonly conditions: readonly Condition[];
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

const radarLines = (hit: HitValues): string[] => [
  `Rank: ${hit.volatility_rank === null ? NO_VALUE : `#${hit.volatility_rank}`}`,
  `BB Squeeze: ${fixed(hit.bb_squeeze_score, 3)}`,
  `OB Imbalance: ${signed(hit.ob_imbalance, 3)}`,
  `Volume Spike: ${fixed(hit.volume_spike_x, 2, 'x')}`,
];

/** A large level has no rank, squeeze or spike. It is a level, and not known to be one order (C2.10). */
const wallLines = (hit: HitValues): string[] => {
  const value = (name: Parameters<typeof wallValue>[1]): number | null => wallValue(hit.conditions, name) ?? null;
  const price = wallPriceOf(hit);
  const distanceBps = value('distanceBps');
  return [
    `Wall: ${hit.side === 'buy' ? 'bid' : 'ask'} at ${price === undefined ? NO_VALUE : dollars(price)}, ${fixed(distanceBps === null ? null : distanceBps / 100, 2, ' %')} away`,
    `Wall Value: ${value('valueUsdt') === null ? NO_VALUE : `$${fixed(value('valueUsdt'), 0)}`}`,
    `Wall Size: ${fixed(value('sizeRatio'), 2, 'x')}`,
    `Wall Age: ${fixed(value('lifetimeSeconds'), 0, ' s')}`,
    `Wall Weight: ${fixed(value('weight'), 3)}`,
  ];
};

/** The source's block for one hit, without a line end after it (S1.27). A value that does not exist is `n/a`. */
export const hitBlock = (hit: HitValues): string => [
  RULE,
  HIT_TITLE,
  `Symbol: ${hit.symbol}`,
  `Price: ${dollars(hit.price)}`,
  ...(hit.opportunity_type === 'whale_diamond' ? wallLines(hit) : radarLines(hit)),
  RULE,
].join('\n');
