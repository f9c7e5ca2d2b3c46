import { setTimeout as sleep } from 'node:timers/promises';
import type { ServicesProcess } from './services/services-process';

const LOOK_EVERY_MS = 100;

/** Undefined where it takes longer. */
export const before = <Value>(deadlineMs: number, value: Promise<Value>): Promise<Value | undefined> =>
  Promise.race([value, sleep(Math.max(0, deadlineMs - Date.now()), undefined, { ref: false })]);

/** Waits until the queues are empty, or until the deadline. */
export const drainQueues = async (services: Pick<ServicesProcess, 'messagesIn'>, names: readonly string[], deadlineMs: number): Promise<void> => {
  let emptyLooks = 0;
  // Two looks in a row: between leaving one queue and entering the next a message is in none.
  while (emptyLooks < 2 && Date.now() < deadlineMs) {
    const held = await before(deadlineMs, Promise.all(names.map((name) => services.messagesIn(name))));
    emptyLooks = held?.every((bodies) => bodies.length === 0) === true ? emptyLooks + 1 : 0;
    await sleep(LOOK_EVERY_MS);
  }
};
