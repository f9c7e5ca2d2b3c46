import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { openRecording } from '../../../adapters/recording/open-recording';
import type { OpenSegment } from '../../../adapters/recording/segment-file';
import { frameOf, makeFolder, makeWriter, readAll, removeFolders, SESSION, type ReadRecord } from './recording-fixture';

afterAll(removeFolders);

const CHILD = join(__dirname, 'recording-child.ts');
const settle = (ms = 5): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
const framesIn = (records: readonly ReadRecord[]): string[] => records.flatMap((record) => (record.kind === 'frame' ? [record.text] : []));
const lossesIn = (records: readonly ReadRecord[]) => records.flatMap((record) => (record.kind === 'lost' ? [record.lost] : []));

/** A disk that refuses while `disk.problem` is set, and takes no byte while `disk.isStuck`. */
const makeDisk = () => {
  const disk = { problem: undefined as string | undefined, isStuck: false, opened: 0, release: [] as (() => void)[] };
  const openSegment: OpenSegment = async (path) => {
    disk.opened += 1;
    const file = await open(path, 'wx');
    return {
      writeFile: async (bytes) => {
        if (disk.isStuck) await new Promise<void>((resolve) => { disk.release.push(resolve); });
        const code = disk.problem;
        if (code !== undefined) {
          await file.write((bytes as Buffer).subarray(0, 10));
          throw Object.assign(new Error('refused'), { code });
        }
        await file.writeFile(bytes);
      },
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    };
  };
  const unstick = () => {
    disk.isStuck = false;
    disk.release.splice(0).forEach((go) => go());
  };
  return { disk, openSegment, unstick };
};

describe('when the disk refuses', () => {
  test('recording goes off with one sentence, and a new segment says how many records are missing and begins with the state', async () => {
    const { disk, openSegment } = makeDisk();
    const problems: string[] = [];
    let accepted = 0;
    // So many blocks that packing, which may be slow, is never behind: that would be a second trouble.
    const writer = makeWriter({ openSegment, maxBlocks: 1_000, flushMs: 2, retryMs: 20, onProblem: (text) => problems.push(text), stateOf: () => accepted });
    const feedUntil = async (isEnough: () => boolean) => {
      do {
        writer.frame(1, frameOf(`${accepted}`), accepted);
        accepted += 1;
        await settle();
      } while (!isEnough());
    };
    await feedUntil(() => writer.counts().blocks >= 4);
    disk.problem = 'ENOSPC';
    await feedUntil(() => problems.length > 0);
    expect(writer.positionOf()).toBeNull();
    await feedUntil(() => disk.opened >= 3);
    disk.problem = undefined;
    const before = writer.counts().blocks;
    await feedUntil(() => writer.counts().blocks >= before + 4);
    expect(writer.positionOf()).not.toBeNull();
    await writer.close();

    expect(problems).toEqual([`recording is off: ${join(writer.sessionDirectory)}: no space is left on the disk`]);
    const { records, error } = await readAll(writer.sessionDirectory);
    expect(error).toBeUndefined();
    const frames = framesIn(records).map(Number);
    const [lost] = lossesIn(records);
    expect(lossesIn(records)).toEqual([{ records: writer.counts().lostRecords, fromTimeMs: expect.any(Number) as number, toTimeMs: expect.any(Number) as number, cause: expect.stringContaining('no space') as string }]);
    expect(frames).toEqual([...frames].sort((a, b) => a - b));
    expect(frames.length).toBeLessThan(accepted);
    expect(lost!.records).toBeGreaterThanOrEqual(accepted - frames.length);
    const at = records.findIndex(({ kind }) => kind === 'lost');
    expect([records[at - 1]!.kind, records[at + 1]!.kind, records[at + 2]!.kind]).toEqual(['header', 'state', 'frame']);
    const [state, next] = [records[at + 1]!, records[at + 2]!];
    expect(state.kind === 'state' && next.kind === 'frame' && state.state === Number(next.text)).toBe(true);
  });

  test('a segment ends at its last whole block, and none without a block is left behind', async () => {
    const { disk, openSegment } = makeDisk();
    const writer = makeWriter({ openSegment, flushMs: 2, retryMs: 5 });
    writer.frame(1, frameOf('one'), 1);
    while (writer.counts().blocks < 2) await settle();
    disk.problem = 'EIO';
    while (disk.opened < 4) {
      writer.frame(1, frameOf('lost'), 2);
      await settle();
    }
    await writer.close();
    expect(readdirSync(writer.sessionDirectory)).toEqual(['000000.tape']);
    expect((await openRecording(writer.sessionDirectory)).truncatedBytes).toBe(0);
    expect(framesIn((await readAll(writer.sessionDirectory)).records)).toEqual(['one']);
  });

  test('a state that cannot be written down turns recording off, and the scanner is told once', async () => {
    const problems: string[] = [];
    const writer = makeWriter({ stateOf: () => ({ handler: () => 1 }), onProblem: (text) => problems.push(text) });
    for (let index = 0; index < 3; index += 1) writer.frame(1, frameOf('x'), index);
    await writer.close();
    expect(problems).toEqual(['recording is off: the state cannot be written: a state holds a function: expected plain data']);
    expect(writer.counts()).toMatchObject({ records: 0, lostRecords: 3 });
  });

  const hasTmpfs = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
  (hasTmpfs ? test : test.skip)(`I1: a disk that is really full${hasTmpfs ? '' : ' (skipped: no user namespaces here)'}: the recorder lives on and every block that is there is whole`, async () => {
    const folder = makeFolder();
    const command = `mount -t tmpfs -o size=256k none ${folder} && exec ${process.execPath} --import tsx ${CHILD} full ${folder}`;
    const { stdout, status } = spawnSync('unshare', ['-Urm', 'sh', '-c', command], { encoding: 'utf8', timeout: 100_000 });
    expect(status).toBe(0);
    const { problems, lostRecords, read, error } = JSON.parse(stdout) as { problems: string[]; lostRecords: number; read: number; error?: string };
    expect(problems).toEqual([expect.stringContaining('no space is left on the disk')]);
    expect(error).toBeUndefined();
    expect(lostRecords).toBeGreaterThan(0);
    expect(read).toBeGreaterThan(0);
  }, 120_000);
});

describe('when the disk is slow', () => {
  test('memory is bounded, whole records are lost and said to be, and recording goes on by itself', async () => {
    const { disk, openSegment, unstick } = makeDisk();
    const problems: string[] = [];
    const writer = makeWriter({ openSegment, blockBytes: 1_024, maxBlocks: 4, onProblem: (text) => problems.push(text) });
    writer.frame(1, frameOf('first'), 0);
    while (writer.counts().blocks < 1) await settle();
    disk.isStuck = true;
    for (let index = 0; index < 5_000; index += 1) writer.frame(1, frameOf(`stuck ${index}`), 1 + index);
    expect(writer.counts().waitingBlocks).toBeLessThanOrEqual(4);
    const lostWhileStuck = writer.counts().lostRecords;
    expect(lostWhileStuck).toBeGreaterThan(4_000);
    unstick();
    while (writer.counts().waitingBlocks > 0) await settle();
    await settle();
    writer.frame(1, frameOf('after'), 6_000);
    await writer.close();

    const { records, error } = await readAll(writer.sessionDirectory);
    expect(error).toBeUndefined();
    expect(problems).toEqual(['recording is off: the disk or the packing is behind']);
    expect(lossesIn(records)).toEqual([{ records: lostWhileStuck, fromTimeMs: expect.any(Number) as number, toTimeMs: 5_000, cause: 'the disk or the packing is behind' }]);
    expect(framesIn(records)).toHaveLength(5_002 - lostWhileStuck);
    expect(framesIn(records).at(-1)).toBe('after');
    expect(records.map(({ position }) => position)).toEqual(records.map((_, ordinal) => `${SESSION}/${ordinal}`));
  });

  test('what was lost stands in the recording even when nothing comes any more', async () => {
    const { disk, openSegment, unstick } = makeDisk();
    const writer = makeWriter({ openSegment, blockBytes: 1_024, maxBlocks: 3 });
    writer.frame(1, frameOf('first'), 0);
    while (writer.counts().blocks < 1) await settle();
    disk.isStuck = true;
    for (let index = 0; index < 1_000; index += 1) writer.frame(1, frameOf(`stuck ${index}`), 1 + index);
    const { lostRecords } = writer.counts();
    const closed = writer.close();
    unstick();
    await closed;
    const { records } = await readAll(writer.sessionDirectory);
    expect(lossesIn(records).map((lost) => lost.records)).toEqual([lostRecords]);
    expect(records.at(-1)!.kind).toBe('state');
  });
});

test('B1: kill -9 while recording: everything up to the last whole block can be read', async () => {
  const folder = makeFolder();
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, 'endless', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await ended;
  const { records, error } = await readAll(join(folder, SESSION));
  expect(error).toBeUndefined();
  const frames = framesIn(records);
  expect(frames.length).toBeGreaterThan(100);
  expect(frames).toEqual(frames.map((_, index) => `frame ${index}`));
});
