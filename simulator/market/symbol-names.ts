import type { Random } from './random';

/** Contracts whose names have an edge to them: multipliers in front, behind, and very long ones. */
const IRREGULAR = ['1000PEPE', 'SHIB1000', '10000SATS', '1000000MOG', '1000BONK', 'USDE', 'S', 'H'];
const KNOWN = ['SUI', 'TAO', 'WLD', 'APT', 'ARB', 'OP', 'NEAR', 'INJ', 'TIA', 'SEI', 'JUP', 'PENDLE', 'ENA', 'ONDO', 'RUNE', 'FIL', 'ATOM', 'DOT', 'UNI', 'AAVE'];
const SYLLABLES = ['ba', 'co', 'da', 'el', 'fi', 'go', 'ha', 'in', 'jo', 'ka', 'lu', 'mi', 'no', 'or', 'pa', 'qu', 'ri', 'so', 'ta', 'ul', 'va', 'wo', 'xe', 'yo', 'zu'];

export const MAJORS = ['BTC', 'ETH', 'SOL', 'XRP', 'BNB', 'DOGE', 'ADA', 'AVAX', 'LINK', 'LTC'] as const;

const madeUp = (random: Random): string => {
  const count = 2 + random.below(2);
  return Array.from({ length: count }, () => random.pick(SYLLABLES)).join('').toUpperCase();
};

/** `count` distinct base coins: the majors first, then known and irregular names, then invented ones. */
export const baseCoins = (random: Random, count: number): readonly string[] => {
  const names = new Set<string>([...MAJORS, ...random.shuffled([...IRREGULAR, ...KNOWN])].slice(0, count));
  while (names.size < count) names.add(madeUp(random));
  return [...names];
};
