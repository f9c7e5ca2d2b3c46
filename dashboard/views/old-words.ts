import type { Answer } from '../state/answer';
import { clock } from './format';

/** That a shown answer is not of now, and why; empty where it is. `clockOffsetMs`: the server's clock less this machine's. */
export const oldWords = (answer: Answer<unknown>, clockOffsetMs: number): string =>
  (answer.kind === 'loaded' && answer.problem !== undefined ? `as of ${clock(answer.heardMs + clockOffsetMs)} UTC: ${answer.problem}` : '');
