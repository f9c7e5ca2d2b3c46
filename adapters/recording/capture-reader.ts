import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parseCaptureLine, type CaptureLine } from './capture-line';

/** A recording that cannot be read (further). The message names the file and what is wrong with it. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}

/** A line, and a recording as one JSON array, have to be held whole; above this many characters they are refused. */
const MAX_HELD_CHARACTERS = 256 * 1024 * 1024;
const TOO_LONG = 'more than 256 Mi characters in one line or JSON array: expected one frame per line';

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

/** Splits at line ends. Iterating the stream itself, unlike readline, passes its failure on to the reader. */
async function* linesOf(text: Readable): AsyncGenerator<string> {
  text.setEncoding('utf8');
  let parts: string[] = [];
  let held = 0;
  for await (const chunk of text as AsyncIterable<string>) {
    const lines = chunk.split('\n');
    const rest = lines.pop() ?? '';
    if (lines.length > 0) {
      lines[0] = parts.join('') + (lines[0] ?? '');
      parts = [];
      held = 0;
    }
    yield* lines;
    parts.push(rest);
    held += rest.length;
    if (held > MAX_HELD_CHARACTERS) throw new Error(TOO_LONG);
  }
  if (held > 0) yield parts.join('');
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
    if (characters > MAX_HELD_CHARACTERS) throw new CaptureError(`${path}: ${TOO_LONG}`);
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
