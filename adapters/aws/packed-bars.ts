import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { WIRE_BAR, type WireBar } from '../../core/contracts/common';

const BARS = z.array(WIRE_BAR);

/** 200 bars are 15 kB as a list of the table, and each kB written is paid for; packed they are a third. */
export const packBars = (bars: readonly WireBar[]): Uint8Array => gzipSync(JSON.stringify(bars));

/** Empty where nothing was kept. @throws Error when what was kept is damaged. */
export const unpackBars = (packed: unknown): readonly WireBar[] =>
  (packed instanceof Uint8Array ? BARS.parse(JSON.parse(gunzipSync(packed).toString('utf8'))) : []);
