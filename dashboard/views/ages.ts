import { clock, duration } from './format';
import { setText } from './dom';

const timesWith = (attribute: string): NodeListOf<HTMLTimeElement> => document.querySelectorAll<HTMLTimeElement>(`time[${attribute}]`);

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
};
