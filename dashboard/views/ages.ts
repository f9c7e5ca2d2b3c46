import { clock, duration } from './format';
import { setText } from './dom';

/** A price moves by as much as a large level is away from it within minutes: an older distance is not known any more. */
const PASSING_MS = 60_000;

const timesWith = (attribute: string): NodeListOf<HTMLTimeElement> => document.querySelectorAll<HTMLTimeElement>(`time[${attribute}]`);

const refreshMarketAges = (marketNowMs: number): void => {
  for (const element of timesWith('data-market-ms')) setText(element, duration(marketNowMs - Number(element.dataset['marketMs'])));
  for (const element of timesWith('data-passing-ms')) element.hidden = marketNowMs - Number(element.dataset['passingMs']) > PASSING_MS;
};

/**
 * Writes how long ago each shown time was, by the clock of who stamped it, and how long what ends still holds, by the market's, which may run
 * faster; undefined before it is known.
 */
export const refreshAges = (nowMs: number, marketNowMs: number | undefined): void => {
  for (const element of timesWith('data-ms')) {
    const ageMs = nowMs - Number(element.dataset['ms']);
    setText(element, ageMs < 1_000 ? 'now' : duration(ageMs));
  }
  for (const element of timesWith('data-until-ms')) {
    const untilMs = Number(element.dataset['untilMs']);
    const leftMs = marketNowMs === undefined ? undefined : untilMs - marketNowMs;
    setText(element, `${clock(untilMs)} UTC${leftMs === undefined ? '' : leftMs > 0 ? ` (${duration(leftMs)} left)` : ' (over)'}`);
  }
  if (marketNowMs !== undefined) refreshMarketAges(marketNowMs);
};
