import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Instrument } from '../../core/market/instrument';
import type { FrameStream } from '../frames/frame-stream';

/** The first line of a plain recording; one line "<receive time ms> <frame>" for each frame follows. */
export interface PlainHead {
  readonly instruments: readonly Instrument[];
}

const LINES_PER_WRITE = 1_000;
const READ_BYTES = 1024 * 1024;
const LINE_END = 10;

export const writePlainFile = (file: string, { instruments, frames, receivedTimesMs }: FrameStream): void => {
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, `${JSON.stringify({ instruments } satisfies PlainHead)}\n`);
  for (let from = 0; from < frames.length; from += LINES_PER_WRITE) {
    writeSync(descriptor, frames.slice(from, from + LINES_PER_WRITE).map((frame, index) => `${receivedTimesMs[from + index] ?? 0} ${frame.toString('latin1')}\n`).join(''), null, 'latin1');
  }
  closeSync(descriptor);
};

/** Calls back with each line, without its end. */
export const readLines = (file: string, onLine: (line: Buffer) => void): void => {
  const descriptor = openSync(file, 'r');
  let rest = Buffer.alloc(0);
  for (;;) {
    const block = Buffer.allocUnsafe(READ_BYTES);
    const length = readSync(descriptor, block);
    if (length === 0) break;
    const bytes = Buffer.concat([rest, block.subarray(0, length)]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, start)) {
      onLine(bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  closeSync(descriptor);
};
