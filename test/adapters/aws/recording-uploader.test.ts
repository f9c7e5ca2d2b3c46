import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeS3Client } from '../../../adapters/aws/clients';
import { RecordingUploader, type RecordingUploaderSettings, type UploaderNote } from '../../../adapters/aws/recording-uploader';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';
import { until } from '../../support/until';

const SESSION = '20261120T161334Z-4f2a';
const BUCKET = 'recordings';

describe('the uploader of recordings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tapewatch-upload-'));
  let emulators: Emulators;
  let client: S3Client;
  beforeAll(async () => {
    emulators = await startEmulators();
    client = makeS3Client(atPort(emulators.queuePort));
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  });
  afterAll(async () => {
    client.destroy();
    await emulators.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const makeFile = (name: string, text: string): string => {
    mkdirSync(join(folder, SESSION), { recursive: true });
    const path = join(folder, SESSION, name);
    writeFileSync(path, text);
    return path;
  };
  const makeUploader = (more: Partial<RecordingUploaderSettings> = {}) => {
    const notes: UploaderNote[] = [];
    const uploader = new RecordingUploader({ client, bucket: BUCKET, prefix: 'recordings', onNote: (note) => notes.push(note), retry: { baseMs: 5, capMs: 20 }, ...more });
    return { uploader, notes };
  };
  const objectAt = async (key: string): Promise<string> => (await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }))).Body!.transformToString('latin1');

  test('sends each file under its session and deletes it here', async () => {
    const { uploader, notes } = makeUploader();
    const texts = ['first'.repeat(100_000), 'second\x00\xff'];
    const paths = texts.map((text, index) => makeFile(`00000${index}.tape`, text));
    writeFileSync(paths[1]!, Buffer.from(texts[1]!, 'latin1'));
    paths.forEach((path) => uploader.add(path));
    expect(await uploader.close(10_000)).toBe(0);
    expect(await Promise.all(paths.map((_, index) => objectAt(`recordings/${SESSION}/00000${index}.tape`)))).toEqual(texts);
    expect(paths.filter(existsSync)).toEqual([]);
    expect(notes).toEqual([0, 1].map((index) => ({ event: 'recording-uploaded', key: `recordings/${SESSION}/00000${index}.tape`, bytes: texts[index]!.length })));
    expect(uploader.stats()).toEqual({ waiting: 0, uploaded: 2, uploadedBytes: texts.join('').length, failures: 0, gone: 0 });
  });

  test('while S3 is away the file stays, and goes up when S3 is back', async () => {
    const away = { isAway: true };
    const flaky = { send: ((command: never) => (away.isAway ? Promise.reject(new Error('away')) : client.send(command))) as S3Client['send'] };
    const { uploader, notes } = makeUploader({ client: flaky });
    const path = makeFile('000010.tape', 'kept');
    uploader.add(path);
    await until(() => uploader.stats().failures >= 3, 'three failures');
    expect(existsSync(path)).toBe(true);
    expect(notes[0]).toMatchObject({ event: 'recording-upload-failed', key: `recordings/${SESSION}/000010.tape`, cause: 'Error: away' });
    away.isAway = false;
    await until(() => uploader.stats().uploaded === 1, 'the upload');
    expect(await objectAt(`recordings/${SESSION}/000010.tape`)).toBe('kept');
    expect(await uploader.close(1_000)).toBe(0);
  });

  test('what the ring deleted in the meantime is passed over', async () => {
    const { uploader } = makeUploader();
    uploader.add(join(folder, SESSION, '000020.tape'));
    uploader.add(makeFile('000021.tape', 'next'));
    expect(await uploader.close(10_000)).toBe(0);
    expect(uploader.stats()).toMatchObject({ uploaded: 1, gone: 1, failures: 0 });
  });

  test('a bucket that does not exist is told with its cause, and ending does not wait for it', async () => {
    const { uploader, notes } = makeUploader({ bucket: 'nowhere', retry: { baseMs: 60_000, capMs: 60_000 } });
    const path = makeFile('000030.tape', 'x');
    uploader.add(path);
    await until(() => notes.length > 0, 'a note');
    expect(await uploader.close(10_000)).toBe(1);
    expect(notes[0]).toMatchObject({ event: 'recording-upload-failed', cause: expect.stringContaining('NoSuchBucket') as string });
    expect(existsSync(path)).toBe(true);
  });

  test('S3 that accepts and never answers cannot hold the upload for ever', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => { sockets.push(socket.on('error', () => undefined)); });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
    const silent = makeS3Client(atPort((server.address() as AddressInfo).port, { requestTimeoutMs: 200 }));
    const { uploader, notes } = makeUploader({ client: silent });
    uploader.add(makeFile('000040.tape', 'x'));
    await until(() => notes.length > 0, 'a note');
    expect(notes[0]).toMatchObject({ event: 'recording-upload-failed', cause: expect.stringMatching(/Timeout/i) as string });
    await uploader.close(1_000);
    silent.destroy();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => { server.close(resolve); });
  });

  test('nothing but these keys is in the bucket', async () => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(Contents.every(({ Key }) => Key!.startsWith(`recordings/${SESSION}/`))).toBe(true);
  });
});
