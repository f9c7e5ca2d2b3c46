import { duration } from './format';
import { setText } from './dom';

/** Writes how long ago each shown time was; `nowMs` by the clock of who stamped them. */
export const refreshAges = (nowMs: number): void => {
  for (const element of document.querySelectorAll<HTMLTimeElement>('time[data-ms]')) {
    const ageMs = nowMs - Number(element.dataset['ms']);
    setText(element, ageMs < 1_000 ? 'now' : duration(ageMs));
  }
};
