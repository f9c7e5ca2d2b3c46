import { IdiomaticPath } from '../idiomatic/idiomatic-path';
import { answerOf, CLOCK_TICK_MS, tickAfter } from '../paths/path';
import { wholeMarket } from '../paths/settings';
import { readLines, type PlainHead } from './plain-file';

const SPACE = 32;

/** The program that replays a plain recording by the idiomatic path and prints what it found. */
const replay = (file: string): void => {
  let path: IdiomaticPath | undefined;
  let nextTickMs = 0;
  readLines(file, (line) => {
    if (path === undefined) {
      const { instruments } = JSON.parse(line.toString()) as PlainHead;
      path = new IdiomaticPath(wholeMarket(instruments.length));
      path.onUniverse(instruments);
      return;
    }
    const space = line.indexOf(SPACE);
    const receivedTimeMs = Number(line.toString('latin1', 0, space));
    if (nextTickMs === 0) nextTickMs = tickAfter(receivedTimeMs);
    for (; nextTickMs <= receivedTimeMs; nextTickMs += CLOCK_TICK_MS) path.onClock(nextTickMs);
    path.onFrame(line.subarray(space + 1), receivedTimeMs);
  });
  if (path !== undefined) console.log(answerOf(path));
};

replay(process.argv[2] ?? '');
