import { isReference, minutesHorizon } from '../../core/outcomes/horizon';
import { HORIZONS_MINUTES } from '../../core/contracts/aftermath';
import type { TrackPage } from '../../core/contracts/track-page';
import type { TrackChoice, TrackDimension } from '../state/track-rows';
import { MARKET_MARKS } from './words';

export const DIMENSION_WORDS: Readonly<Record<TrackDimension, string>> = { all: 'Overall', volatility: 'By volatility', confidence: 'By confidence' };

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
