import type { S3Client } from '@aws-sdk/client-s3';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { openRecording } from '../../../adapters/recording/open-recording';
import { type RecordingNote, startRecording, type StartRecordingOptions } from '../../../adapters/recording/start-recording';
import { frameOf, HEADER, makeFolder, removeFolders } from './recording-fixture';

afterAll(removeFolders);

const start = (more: Partial<StartRecordingOptions> = {}) => {
  const notes: RecordingNote[] = [];
  const recording = startRecording({
    settings: { directory: makeFolder(), upload: undefined }, header: HEADER, stateOf: () => ({}), onNote: (note) => notes.push(note), ...more,
  });
  return { recording, notes };
};

describe('a session\'s recording', () => {
  test('is one directory with segments and opportunities, named at the start', async () => {
    const { recording, notes } = start();
    recording.writer.frame(1, frameOf('one'), 1);
    recording.opportunities.add({ event_id: 'opp-1' });
    expect(await recording.close(5_000)).toBe(0);
    const { sessionDirectory } = recording.writer;
    expect(readdirSync(sessionDirectory)).toEqual(['000000.tape', 'opportunities.jsonl']);
    const session = basename(sessionDirectory);
    expect((await openRecording(sessionDirectory)).header).toEqual({ ...HEADER, session });
    expect(notes).toEqual([{ event: 'recording-started', session, directory: sessionDirectory }]);
  });

  test('fills a segment in five minutes of the machine, however fast the market runs', async () => {
    const { recording } = start({ header: { ...HEADER, speed: 60 } });
    for (const minutes of [0, 5, 299, 300]) recording.writer.frame(1, frameOf('x'), minutes * 60_000);
    await recording.close(5_000);
    expect(readdirSync(recording.writer.sessionDirectory)).toEqual(['000000.tape', '000001.tape']);
  });

  test('goes to the bucket, the opportunities last, and leaves nothing here', async () => {
    const keys: string[] = [];
    const send = (async ({ input }: { input: { Bucket: string; Key: string; Body: AsyncIterable<Buffer> } }) => {
      let bytes = 0;
      for await (const chunk of input.Body) bytes += chunk.length;
      keys.push(`${input.Bucket}/${input.Key} ${bytes > 0 ? 'full' : 'empty'}`);
      return {};
    }) as unknown as S3Client['send'];
    const { recording } = start({ settings: { directory: makeFolder(), upload: { bucket: 'b', prefix: 'recordings' } }, client: { send } });
    recording.writer.frame(1, frameOf('one'), 1);
    recording.writer.frame(1, frameOf('two'), 400_000);
    recording.opportunities.add({ event_id: 'opp-1' });
    expect(await recording.close(5_000)).toBe(0);
    const session = basename(recording.writer.sessionDirectory);
    expect(keys).toEqual(['000000.tape', '000001.tape', 'opportunities.jsonl'].map((name) => `b/recordings/${session}/${name} full`));
    expect(readdirSync(recording.writer.sessionDirectory)).toEqual([]);
  });

  test('ends in time though the disk hangs', async () => {
    const { recording } = start({ writer: { openSegment: () => new Promise(() => undefined) } });
    recording.writer.frame(1, frameOf('one'), 1);
    expect(await recording.close(50)).toBe(0);
  });
});
