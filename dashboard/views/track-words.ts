import { isReference, minutesHorizon } from '../../core/outcomes/horizon';
import { HORIZONS_MINUTES } from '../../core/contracts/aftermath';
import type { TrackPage, TrackPageRow } from '../../core/contracts/track-page';
import type { DaySession, WeekPart } from '../../core/outcomes/regime';
import type { TrackChoice, TrackDimension } from '../state/track-rows';
import { bps, percent, plain, plural } from './format';
import { MARKET_MARKS } from './words';

export const DIMENSION_WORDS: Readonly<Record<TrackDimension, string>> = {
  all: 'Overall', volatility: 'By volatility', confidence: 'By confidence', session: 'By time of day', week: 'By part of the week',
};

const SESSION_WORDS: Readonly<Record<DaySession, string>> = {
  asia: 'Asia, 00–08 UTC', europe: 'Europe, 08–14 UTC', america: 'Americas, 14–21 UTC', late: 'after New York, 21–24 UTC',
};
const WEEK_WORDS: Readonly<Record<WeekPart, string>> = { weekday: 'Monday to Friday', weekend: 'weekend' };
const GROUP_WORDS: Readonly<Record<string, string>> = { ...SESSION_WORDS, ...WEEK_WORDS };

/** What a row is of, beside its detector; nothing where that is everything, or said above the table. */
export const groupWords = ({ dimension, group }: Pick<TrackPageRow, 'dimension' | 'group'>): readonly string[] => {
  switch (dimension) {
    case 'volatility': return [`${plain(group)} volatility`];
    case 'confidence': return [`confidence ${plain(group)}0–${Number(group) + 1}0 %`];
    case 'session': case 'week': return [Object.hasOwn(GROUP_WORDS, group) ? GROUP_WORDS[group] ?? '' : plain(group)];
    case 'all': case 'symbol': case 'settings': return [];
  }
};

const KIND_WORDS: Readonly<Partial<Record<TrackPageRow['dimension'], string>>> = { symbol: 'On this symbol', settings: 'By these settings' };

const between = (interval: TrackPageRow['hit_interval'], show: (value: number) => string): string => (interval === null ? '' : ` (${show(interval.low)} to ${show(interval.high)})`);

/** One row in a sentence, its intervals of 95 % in brackets. */
export const kindWords = (row: TrackPageRow, least: number): string => {
  const head = `${KIND_WORDS[row.dimension] ?? plain(row.group)}: ${plural(row.n, 'result')}`;
  if (!row.has_enough_data) return `${head}, not enough data (${least} are needed).`;
  return `${head}, hit rate ${percent(row.hit_rate)}${between(row.hit_interval, percent)}, mean net ${bps(row.mean_net_fraction)}${between(row.mean_net_interval, bps)} bps, ${percent(row.coverage)} covered.`;
};

/** In the order of the page. */
export const DIMENSIONS: readonly TrackDimension[] = ['all', 'volatility', 'confidence', 'session', 'week'];

const REFERENCE = HORIZONS_MINUTES.filter((minutes) => isReference(minutesHorizon(minutes))).join();

/** Why the table is empty: because nothing was counted yet, or because nothing ever is there. */
export const noRowsWords = ({ horizon, dimension }: TrackChoice): string => (dimension === 'all' || isReference(minutesHorizon(horizon))
  ? 'Nothing was counted here yet. An outcome is known one, five, fifteen and sixty minutes after each opportunity.'
  : `Groups are counted ${REFERENCE} minutes after each opportunity alone: choose that horizon.`);

/** What is counted, and what is not. */
export const scopeWords = ({ market, days }: TrackPage, { horizon, dimension }: TrackChoice): string => [
  `${MARKET_MARKS[market] ?? 'Live market'} · ${dimension === 'all' ? `the last ${days} days` : 'since counting began'}.`,
  'Returns after fees and spread.', 'Chance is the same symbol entered at random minutes.',
  'Bars are 95\u00a0% intervals: where one crosses its line, nothing is proved.',
  ...(dimension === 'all' && !isReference(minutesHorizon(horizon)) ? [`Rejected ones and drawdown are counted at ${REFERENCE} min alone.`] : []),
  ...(dimension === 'all' ? [] : ['Accepted ones alone are counted by group.']),
].join(' ');
