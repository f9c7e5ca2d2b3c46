import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of a fixture of test/fixtures/bybit, as the venue would send it. */
export const fixture = (name: string): string => readFileSync(join(__dirname, '../../../fixtures/bybit', `${name}.json`), 'utf8').trim();
