import { setTimeout as sleep } from 'node:timers/promises';

const BASE_MS = 10;

/** Waits at random, up to 10 ms doubled by each attempt, before another one on what others change too: they do not meet again. */
export const conflictPause = (attempt: number, random: () => number = Math.random): Promise<void> => sleep(random() * BASE_MS * 2 ** attempt);
