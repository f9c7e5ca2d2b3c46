import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instrument } from '../../core/market/instrument';
import type { FrameStream } from '../frames/frame-stream';
import { sameNumbers } from '../frames/same-numbers';

/** What a client knows of a stream besides the frames that it is sent. */
export interface StreamFacts {
  readonly startTimeMs: number;
  readonly instruments: readonly Instrument[];
  readonly measuredFrom: number;
  /** Of each frame: so that what is decided does not depend on the machine's speed. */
  readonly receivedTimesMs: readonly number[];
}

const FACTS = 'stream.json';
const TIMES = 'times.bin';

export const writeFacts = (folder: string, { startTimeMs, instruments, measuredFrom, receivedTimesMs }: FrameStream): void => {
  writeFileSync(join(folder, FACTS), JSON.stringify({ startTimeMs, instruments, measuredFrom }));
  writeFileSync(join(folder, TIMES), new Uint8Array(Float64Array.from(receivedTimesMs).buffer));
};

export const readFacts = (folder: string): StreamFacts => {
  const bytes = readFileSync(join(folder, TIMES));
  const times = new Float64Array(bytes.length / Float64Array.BYTES_PER_ELEMENT);
  new Uint8Array(times.buffer).set(bytes);
  return { ...JSON.parse(readFileSync(join(folder, FACTS), 'utf8')) as Omit<StreamFacts, 'receivedTimesMs'>, receivedTimesMs: sameNumbers(times) };
};
