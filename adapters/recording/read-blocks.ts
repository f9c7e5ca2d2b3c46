import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { unpack } from './block-codec';
import { RecordBlock, type RecordCursor } from './record-block';
import { RecordingError } from './recording-error';
import { BLOCK_HEAD_BYTES, hex } from './segment-format';
import type { BlockPlace, SegmentIndex } from './segment-index';

/** Blocks on their way at one time: enough for one to be read and one to be unpacked while one is visited. */
const READ_AHEAD = 3;

const loadBlock = async (file: FileHandle, path: string, { offset, number, head }: BlockPlace, cursor: RecordCursor): Promise<RecordBlock> => {
  const place = `${path}: block ${number} at byte ${offset}`;
  const payload = Buffer.allocUnsafeSlow(head.payloadBytes);
  const { bytesRead } = await file.read(payload, 0, payload.length, offset + BLOCK_HEAD_BYTES);
  if (bytesRead < payload.length) throw new RecordingError(`${place}: ends after ${bytesRead} bytes, expected ${payload.length}`);
  const crc = crc32(payload);
  if (crc !== head.crc) throw new RecordingError(`${place}: the block is damaged: CRC-32 is ${hex(crc)}, expected ${hex(head.crc)}`);
  const bytes = await unpack(head.codec, payload, head.rawBytes).catch((error: unknown) => {
    throw new RecordingError(`${place}: cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (bytes.length !== head.rawBytes) throw new RecordingError(`${place}: unpacks to ${bytes.length} bytes, expected ${head.rawBytes}`);
  return new RecordBlock(place, head.firstOrdinal, head.recordCount, bytes, cursor);
};

export type ReadableSegment = Pick<SegmentIndex, 'path' | 'blocks' | 'damage'>;

/** Starts the loading of one block after the other. */
function* loads(segments: readonly ReadableSegment[], cursor: RecordCursor): Generator<Promise<RecordBlock>> {
  for (const { path, blocks, damage } of segments) {
    const file = open(path, 'r');
    const last: Promise<unknown>[] = [];
    try {
      for (const place of blocks) {
        const load = file.then((handle) => loadBlock(handle, path, place, cursor));
        load.catch(() => undefined);
        last[place.number % READ_AHEAD] = load;
        yield load;
      }
    } finally {
      void Promise.allSettled(last).then(async () => (await file).close()).catch(() => undefined);
    }
    if (damage !== undefined) yield Promise.reject<RecordBlock>(damage);
  }
}

/**
 * The blocks of segments in order, the next ones read and unpacked while one is being visited.
 * @throws RecordingError naming file, block and byte where something is damaged; what stands before has been yielded.
 */
export async function* readBlocks(segments: readonly ReadableSegment[], cursor: RecordCursor): AsyncGenerator<RecordBlock> {
  const source = loads(segments, cursor);
  const ahead: Promise<RecordBlock>[] = [];
  try {
    for (;;) {
      while (ahead.length < READ_AHEAD) {
        const next = source.next();
        if (next.done === true) break;
        next.value.catch(() => undefined);
        ahead.push(next.value);
      }
      const first = ahead.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    source.return(undefined);
  }
}
