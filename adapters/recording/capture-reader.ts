import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parseCaptureLine, type CaptureLine } from './capture-line';

/** A recording that cannot be read (further). The message names the file and what is wrong with it. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}

/** A recording as one JSON array has to be held whole; above this many characters it is refused. */
const MAX_ARRAY_CHARACTERS = 256 * 1024 * 1024;

const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory, expected a file';
  if (code === 'EACCES') return 'no permission to read it';
  if (code?.startsWith('Z_') === true) return `its gzip data is damaged or cut off (${message})`;
  return message;
};

/** gzip is told by its two magic bytes, whatever the file is called. */
const isGzip = async (path: string): Promise<boolean> => {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
};

/** The file's text, unpacked. A failure of either stream reaches the reader of the last one. */
const openText = async (path: string): Promise<{ readonly text: Readable; readonly close: () => void }> => {
  const zipped = await isGzip(path);
  const source = createReadStream(path);
  if (!zipped) return { text: source, close: () => source.destroy() };
  const unzipped = createGunzip();
  source.on('error', (error) => unzipped.destroy(error));
  return {
    text: source.pipe(unzipped),
    close: () => {
      source.destroy();
      unzipped.destroy();
    },
  };
};

async function* linesOf(text: Readable): AsyncGenerator<string> {
  let failure: unknown;
  // readline swallows the stream's error and would end as if the file were whole.
  text.on('error', (error) => {
    failure = error;
    lines.close();
  });
  const lines = createInterface({ input: text, crlfDelay: Infinity });
  for await (const line of lines) yield line;
  if (failure !== undefined) throw failure as Error;
}

function* framesOfArray(path: string, text: string): Generator<CaptureLine> {
  let frames: unknown;
  try {
    frames = JSON.parse(text);
  } catch (error) {
    throw new CaptureError(`${path}: begins with "[" and is not one JSON array of frames: ${(error as Error).message}`);
  }
  if (!Array.isArray(frames)) throw new CaptureError(`${path}: expected a JSON array of frames`);
  for (const item of frames as readonly unknown[]) yield { kind: 'frame', text: JSON.stringify(item), receivedTimeMs: undefined };
}

async function* readLines(path: string, text: Readable): AsyncGenerator<CaptureLine> {
  let array: string[] | undefined;
  let isFirst = true;
  let characters = 0;
  for await (const line of linesOf(text)) {
    if (isFirst && line.trim() !== '') {
      isFirst = false;
      if (line.trimStart().startsWith('[')) array = [];
    }
    if (array === undefined) {
      yield parseCaptureLine(line);
      continue;
    }
    characters += line.length;
    if (characters > MAX_ARRAY_CHARACTERS) throw new CaptureError(`${path}: a JSON array of more than 256 Mi characters: give it as one frame per line`);
    array.push(line);
  }
  if (array !== undefined) yield* framesOfArray(path, array.join('\n'));
}

/**
 * Streams a recording in file order, plain or gzip: lines `<receive time s|ms|µs|ns> <frame>`, cryptofeed's `<seconds>: <frame>`,
 * one JSON frame per line, or one JSON array of frames; the last two have no receive time. A line in no known shape is yielded as
 * `unreadable` and reading goes on.
 * @throws CaptureError when the file cannot be opened, or breaks off (what came before it has been yielded).
 */
export async function* readCapture(path: string): AsyncGenerator<CaptureLine> {
  let close = (): void => undefined;
  try {
    const file = await openText(path);
    close = file.close;
    yield* readLines(path, file.text);
  } catch (error) {
    throw error instanceof CaptureError ? error : new CaptureError(`cannot read ${path}: ${reasonOf(error)}`);
  } finally {
    close();
  }
}
