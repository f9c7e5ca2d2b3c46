/** Frames in 64 KB: what one read of a socket brings. */
const FRAMES_PER_READ = 250;

/**
 * Runs over [from, to) in pieces, as a socket brings them. One loop over everything would be compiled anew, together with all that it calls,
 * each time that it runs: no way is used like that, and the compiler's time would be counted against it.
 */
export const inReads = (from: number, to: number, run: (from: number, to: number) => void): void => {
  for (let start = from; start < to; start += FRAMES_PER_READ) run(start, Math.min(to, start + FRAMES_PER_READ));
};
