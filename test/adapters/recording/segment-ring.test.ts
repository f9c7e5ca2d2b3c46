import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SegmentRing } from '../../../adapters/recording/segment-ring';
import { HEADER, frameOf, makeFolder, makeWriter, recordFrames, removeFolders } from './recording-fixture';

afterAll(removeFolders);

const EARLIER = '20261120T101500Z-0001';
const CURRENT = '20261120T121500Z-0002';
const HOUR_MS = 3_600_000;

const makeSegment = (directory: string, session: string, index: number, ageMs: number, bytes = 100): string => {
  const folder = join(directory, session);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `00000${index}.tape`);
  writeFileSync(path, Buffer.alloc(bytes));
  const writtenSeconds = (Date.now() - ageMs) / 1_000;
  utimesSync(path, writtenSeconds, writtenSeconds);
  return path;
};

const leftIn = (directory: string): string[] => readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tape')).sort();

const prune = async (directory: string, limits: { maxAgeMs?: number; maxBytes?: number }): Promise<string[]> => {
  const problems: string[] = [];
  const ring = new SegmentRing(directory, CURRENT, { maxAgeMs: HOUR_MS, maxBytes: 1e9, ...limits }, (text) => problems.push(text));
  await ring.prune();
  return problems;
};

describe('the ring', () => {
  test('deletes segments older than its span, those of earlier sessions included, and their directory when it is empty', async () => {
    const directory = makeFolder();
    makeSegment(directory, EARLIER, 0, 3 * HOUR_MS);
    makeSegment(directory, EARLIER, 1, 2 * HOUR_MS);
    writeFileSync(join(directory, EARLIER, 'opportunities.jsonl'), '{}\n');
    makeSegment(directory, CURRENT, 0, 2 * HOUR_MS);
    makeSegment(directory, CURRENT, 1, 0.5 * HOUR_MS);
    makeSegment(directory, CURRENT, 2, 0);
    expect(await prune(directory, {})).toEqual([]);
    expect(leftIn(directory)).toEqual([`${CURRENT}/000001.tape`, `${CURRENT}/000002.tape`]);
    expect(existsSync(join(directory, EARLIER))).toBe(false);
  });

  test('deletes the oldest beyond its size', async () => {
    const directory = makeFolder();
    makeSegment(directory, EARLIER, 0, 0, 400);
    for (const index of [0, 1, 2]) makeSegment(directory, CURRENT, index, 0, 300);
    await prune(directory, { maxBytes: 700 });
    expect(leftIn(directory)).toEqual([`${CURRENT}/000001.tape`, `${CURRENT}/000002.tape`]);
  });

  test('keeps the segment that is being written, however large or old', async () => {
    const directory = makeFolder();
    makeSegment(directory, CURRENT, 0, 5 * HOUR_MS, 5_000);
    await prune(directory, { maxBytes: 1 });
    expect(leftIn(directory)).toEqual([`${CURRENT}/000000.tape`]);
  });

  test('touches nothing that has not a recording\'s name', async () => {
    const directory = makeFolder();
    for (const name of ['notes.txt', 'old.tape']) writeFileSync(join(directory, name), 'x');
    mkdirSync(join(directory, 'mine'));
    writeFileSync(join(directory, 'mine', '000000.tape'), 'x');
    makeSegment(directory, EARLIER, 0, 2 * HOUR_MS);
    writeFileSync(join(directory, EARLIER, 'remarks.md'), 'x');
    await prune(directory, { maxBytes: 0 });
    makeSegment(directory, CURRENT, 0, 0);
    await prune(directory, { maxBytes: 0 });
    expect(readdirSync(directory).sort()).toEqual([EARLIER, CURRENT, 'mine', 'notes.txt', 'old.tape']);
    expect(readdirSync(join(directory, EARLIER))).toEqual(['remarks.md']);
    expect(readdirSync(join(directory, 'mine'))).toEqual(['000000.tape']);
  });

  test('a directory that went away is told, not thrown', async () => {
    expect(await prune(join(makeFolder(), 'gone'), {})).toEqual([expect.stringMatching(/^old recordings cannot be deleted in .*gone: there is no such file or directory$/)]);
  });

  test('a recorder keeps its directory within the limit while it runs', async () => {
    const directory = makeFolder();
    await recordFrames(50, { directory, header: { ...HEADER, session: EARLIER }, segmentMs: 10, maxBlocks: 1_000 });
    const segmentBytes = statSync(join(directory, EARLIER, '000000.tape')).size;
    const writer = makeWriter({ directory, header: { ...HEADER, session: CURRENT }, segmentMs: 10, ringBytes: 3.5 * segmentBytes, maxBlocks: 1_000 });
    for (let index = 0; index < 100; index += 1) {
      writer.frame(1, frameOf(`{"frame":${index}}`), 1_000 + index);
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    await writer.close();
    expect(leftIn(directory)).toEqual(['000007', '000008', '000009'].map((name) => `${CURRENT}/${name}.tape`));
    expect(writer.counts().deletedSegments).toBe(5 + 7);
  });
});
