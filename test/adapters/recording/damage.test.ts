import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRecording } from '../../../adapters/recording/open-recording';
import { BLOCK_HEAD_BYTES, CODEC, FILE_HEAD_BYTES } from '../../../adapters/recording/segment-format';
import { makeFolder, readAll, recordFrames, removeFolders, SESSION } from './recording-fixture';

afterAll(removeFolders);

/** One segment of a few small blocks. */
const smallSegment = async (): Promise<Buffer> => {
  const session = await recordFrames(40, { blockBytes: 512 });
  return readFileSync(join(session, '000000.tape'));
};

const readBytes = (path: string, bytes: Uint8Array) => {
  writeFileSync(path, bytes);
  return readAll(path);
};

describe('a damaged recording', () => {
  test('any byte turned: the error names file, block and byte, and no record is other than it was', async () => {
    const whole = await smallSegment();
    const path = join(makeFolder(), '000000.tape');
    const { records: expected, error: none } = await readBytes(path, whole);
    expect(none).toBeUndefined();
    const blocks = (await openRecording(path)).segments[0]!.blocks;
    for (let offset = 0; offset < whole.length; offset += 1) {
      const bytes = Buffer.from(whole);
      bytes[offset] = bytes[offset]! ^ (1 << (offset % 8));
      const { records, error } = await readBytes(path, bytes);
      const block = blocks.findLast((candidate) => candidate.offset <= offset);
      const where = block === undefined ? `${path}: ` : `${path}: block ${block.number} at byte ${block.offset}: `;
      expect(error?.name).toBe('RecordingError');
      expect(error?.message.startsWith(where)).toBe(true);
      expect(error?.message).toMatch(/CRC-32 is 0x[0-9a-f]{8}, expected 0x[0-9a-f]{8}|is not a recording/);
      expect(records).toEqual(expected.slice(0, block?.head.firstOrdinal ?? 0));
    }
  }, 180_000);

  test('cut off anywhere: whole blocks are read, and what was dropped is counted', async () => {
    const whole = await smallSegment();
    const path = join(makeFolder(), '000000.tape');
    const { records: expected } = await readBytes(path, whole);
    const { blocks } = (await openRecording(path)).segments[0]!;
    for (let length = 0; length < whole.length; length += 1) {
      const { records, error } = await readBytes(path, whole.subarray(0, length));
      const last = blocks.findLast(({ offset, head }) => offset + BLOCK_HEAD_BYTES + head.payloadBytes <= length);
      if (last === undefined) {
        expect(error?.message).toBe(`${path}: holds no whole block: the recorder ended before it had written any`);
        continue;
      }
      expect(error).toBeUndefined();
      expect(records).toEqual(expected.slice(0, last.head.firstOrdinal + last.head.recordCount));
      expect((await openRecording(path)).truncatedBytes).toBe(length - (last.offset + BLOCK_HEAD_BYTES + last.head.payloadBytes));
    }
  }, 180_000);

  test('zeros at the end, as a power cut leaves them, are an end that is cut off', async () => {
    const whole = await smallSegment();
    const path = join(makeFolder(), '000000.tape');
    const { records: expected } = await readBytes(path, whole);
    expect(await readBytes(path, Buffer.concat([whole, Buffer.alloc(100_000)]))).toEqual({ records: expected, error: undefined });
    expect((await openRecording(path)).truncatedBytes).toBe(100_000);
    expect((await readBytes(path, Buffer.alloc(5_000))).error?.message).toContain('holds no whole block');
  });

  test('damage in one segment leaves those before it readable', async () => {
    const session = await recordFrames(30, { segmentMs: 10 });
    const { records: expected } = await readAll(session);
    const second = join(session, '000001.tape');
    const bytes = readFileSync(second);
    bytes[FILE_HEAD_BYTES + 4] = bytes[FILE_HEAD_BYTES + 4]! ^ 1;
    writeFileSync(second, bytes);
    const { records, error } = await readAll(session);
    expect(error?.message).toMatch(/000001\.tape: block 0 at byte 16: the block's head is damaged: CRC-32/);
    expect(records).toEqual(expected.slice(0, 12));
  });

  test('a segment that is missing is a gap with its ordinals, and the rest is read', async () => {
    const session = await recordFrames(30, { segmentMs: 10 });
    const { records: expected } = await readAll(session);
    const [first, third] = ['000000.tape', '000002.tape'].map((name) => join(session, name)) as [string, string];
    const { gaps } = await openRecording([third, first]);
    expect(gaps).toEqual([{ fromOrdinal: 12, toOrdinal: 24, before: third }]);
    expect((await readAll([third, first])).records).toEqual([...expected.slice(0, 12), ...expected.slice(24)]);
  });

  test('the rest of a ring is no gap: it begins with its own state', async () => {
    const session = await recordFrames(30, { segmentMs: 10 });
    const last = join(session, '000002.tape');
    expect((await openRecording(last)).gaps).toEqual([]);
    const { records } = await readAll(last);
    expect(records.slice(0, 3).map(({ kind, position }) => [kind, position])).toEqual([['header', `${SESSION}/24`], ['state', `${SESSION}/25`], ['frame', `${SESSION}/26`]]);
  });

  test('what is no recording, is there twice, or is absent is refused by name', async () => {
    const folder = makeFolder();
    const session = await recordFrames(3, { directory: folder });
    const segment = join(session, '000000.tape');
    const text = join(folder, 'notes.tape');
    writeFileSync(text, 'this is a note about something else');
    const copy = join(folder, 'copy.tape');
    copyFileSync(segment, copy);
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const problem = async (path: string | string[]) => (await readAll(path)).error?.message;
    expect(await problem(text)).toBe(`${text}: is not a recording: its first 8 bytes are 7468697320697320, expected 89544150450d0a1a`);
    expect(await problem([segment, copy])).toMatch(/begins with record 0, which is in .* too: expected segments of one session, each once/);
    expect(await problem(join(folder, 'absent'))).toBe(`cannot read ${join(folder, 'absent')}: there is no such file or directory`);
    expect(await problem(empty)).toBe(`${empty}: holds no recording: expected files like 000000.tape`);
    expect(await problem(folder)).toBe(`${folder}: holds 1 sessions, expected one: choose ${session}`);
  });

  test('a recording packed with deflate is read as well', async () => {
    const session = await recordFrames(3, { codec: CODEC.deflate });
    expect((await readAll(session)).records).toHaveLength(6);
  });
});
