import { existsSync, readFileSync } from 'node:fs';

/** One JSON object a line of a file that is being written, or not there yet: what stands behind the last line break has not come whole. */
export const wholeLines = <Line>(path: string): Line[] =>
  (existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line) as Line) : []);
