import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const FOLDER = resolve(__dirname, '../../../shared/captures/indicators');

/** Published vectors of other libraries. They are not part of this repository: tests say so and skip without them. */
export const hasReferenceVectors = existsSync(FOLDER);

/** Runs with the vectors, or stands in the report as skipped. */
export const itWithVectors = (name: string, fact: () => void): void => {
  if (hasReferenceVectors) it(name, fact);
  else it.skip(`${name} (skipped: captures not present)`, fact);
};

export interface Quote {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** The daily bars behind Skender's results. */
export const skenderQuotes = (): Quote[] =>
  readFileSync(resolve(FOLDER, 'skender_quotes_default.csv'), 'utf8').trim().split(/\r?\n/).slice(1).map((line) => {
    const [, , high, low, close] = line.split(',').map(Number);
    return { high: high!, low: low!, close: close! };
  });

/** Rows of one of Skender's result files, null where the library gives no answer. */
export const skenderRows = (name: string): Record<string, number | null>[] =>
  JSON.parse(gunzipSync(readFileSync(resolve(FOLDER, `skender_${name}.standard.json.gz`))).toString()) as Record<string, number | null>[];

/** The rows of numbers under the heading `name options` of Tulip's test file: inputs first, then outputs rounded to 3 decimals. */
export const tulipCase = (heading: string): number[][] => {
  const lines = readFileSync(resolve(FOLDER, 'tulip_untest.txt'), 'utf8').split(/\r?\n/);
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`tulip_untest.txt has no case "${heading}"`);
  const rows: number[][] = [];
  for (const line of lines.slice(start + 1)) {
    if (!line.startsWith('{')) break;
    rows.push(line.slice(1, line.indexOf('}')).split(',').map(Number));
  }
  return rows;
};
