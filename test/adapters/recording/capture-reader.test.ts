import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CaptureLine } from '../../../adapters/recording/capture-line';
import { CaptureError, readCapture } from '../../../adapters/recording/capture-reader';

const FRAME = '{"stream":"x@trade","data":{"e":"trade"}}';
let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'capture-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const fileOf = (content: string | Buffer, name = 'recording.txt'): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const read = async (path: string): Promise<CaptureLine[]> => {
  const lines: CaptureLine[] = [];
  for await (const line of readCapture(path)) lines.push(line);
  return lines;
};

describe('capture reader', () => {
  test.each([
    ['nanoseconds', '1723161253937085768', 1_723_161_253_937],
    ['microseconds', '1721750401362816', 1_721_750_401_362],
    ['milliseconds', '1721750401362', 1_721_750_401_362],
    ['seconds', '1721750401', 1_721_750_401_000],
  ])('reads a receive time in %s as whole milliseconds', async (_, stamp, receivedTimeMs) => {
    expect(await read(fileOf(`${stamp} ${FRAME}\n`))).toEqual([{ kind: 'frame', text: FRAME, receivedTimeMs }]);
  });

  test('reads cryptofeed lines, its remarks and the blank lines at its end', async () => {
    const text = `wss://example.test/ws <-> 1618677785.48\nwss://example.test/ws <- 1618677786.46: {"op":"subscribe"}\n1618677786.799724: ${FRAME}\n\n\n`;
    expect(await read(fileOf(text))).toEqual([
      { kind: 'note' }, { kind: 'note' }, { kind: 'frame', text: FRAME, receivedTimeMs: 1_618_677_786_799 }, { kind: 'blank' }, { kind: 'blank' },
    ]);
  });

  test('reads seconds and a frame parted by a TAB', async () => {
    expect(await read(fileOf(`1618677063.25\t${FRAME}\n`))).toEqual([{ kind: 'frame', text: FRAME, receivedTimeMs: 1_618_677_063_250 }]);
  });

  test('reads one frame per line, and one array of frames, without receive times', async () => {
    const frames = [{ kind: 'frame', text: FRAME, receivedTimeMs: undefined }, { kind: 'frame', text: FRAME, receivedTimeMs: undefined }];
    expect(await read(fileOf(`${FRAME}\r\n${FRAME}\n`))).toEqual(frames);
    expect(await read(fileOf(`[${FRAME}, ${FRAME}]`))).toEqual(frames);
    expect(await read(fileOf(JSON.stringify([JSON.parse(FRAME), JSON.parse(FRAME)], undefined, 2)))).toEqual(frames);
  });

  test('gzip is told by its content, not by the name of the file', async () => {
    expect(await read(fileOf(gzipSync(`1721750401362 ${FRAME}\n`), 'no-suffix'))).toHaveLength(1);
    expect(await read(fileOf(`1721750401362 ${FRAME}\n`, 'not-zipped.gz'))).toHaveLength(1);
  });

  test('a line in no known shape is named with a sample, and reading goes on', async () => {
    const lines = await read(fileOf(`what is this ${'x'.repeat(500)}\n1721750401362 ${FRAME}\n`));
    expect(lines[0]).toMatchObject({ kind: 'unreadable', cause: expect.stringContaining('expected') as string });
    expect(lines[0]?.kind === 'unreadable' && lines[0].sample.length).toBeLessThan(130);
    expect(lines[1]).toMatchObject({ kind: 'frame' });
  });

  test('an empty file has no lines', async () => {
    expect(await read(fileOf(''))).toEqual([]);
  });

  test('a gzip file that breaks off gives what came before, then says so', async () => {
    const whole = gzipSync(Array.from({ length: 50_000 }, (_, index) => `${1_721_750_401_362 + index * 7} ${FRAME.replace('x', String((index * 7919) % 9973))}`).join('\n'));
    const path = fileOf(whole.subarray(0, whole.length / 2), 'cut.gz');
    let count = 0;
    await expect((async () => { for await (const line of readCapture(path)) count += line.kind === 'frame' ? 1 : 0; })()).rejects.toThrow(/cut\.gz.*damaged or cut off/);
    expect(count).toBeGreaterThan(1_000);
  });

  test('a missing file, a directory and a broken array are named', async () => {
    await expect(read(join(folder, 'nowhere.gz'))).rejects.toThrow(/nowhere\.gz: there is no such file/);
    await expect(read(folder)).rejects.toThrow(/it is a directory/);
    await expect(read(fileOf('[{"a":1},'))).rejects.toThrow(CaptureError);
  });

  test('a reader that stops early leaves no open file behind', async () => {
    for await (const line of readCapture(fileOf(`${FRAME}\n`.repeat(10_000)))) {
      expect(line.kind).toBe('frame');
      break;
    }
    rmSync(join(folder, 'recording.txt'));
    await expect(read(join(folder, 'recording.txt'))).rejects.toThrow(/no such file/);
  });
});
