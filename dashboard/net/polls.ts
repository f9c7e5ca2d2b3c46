import type { Questions } from './session';

/** How often what has no feed of its own is asked for, while somebody looks. */
const QUEUES_MS = 10_000;
const TRACK_MS = 60_000;

const every = (ms: number, ask: () => Promise<void>): void => {
  window.setInterval(() => { if (!document.hidden) void ask(); }, ms);
};

/** Asks at once, and then regularly. */
export const startPolls = ({ askQueues, askTrack, askUsers }: Questions): void => {
  void askQueues();
  void askTrack();
  void askUsers();
  every(QUEUES_MS, askQueues);
  every(TRACK_MS, askTrack);
  every(TRACK_MS, askUsers);
};
