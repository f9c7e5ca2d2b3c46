import { join } from 'node:path';
import { RecordingWriter } from '../../../adapters/recording/recording-writer';
import { frameOf, HEADER, readAll, SESSION } from './recording-fixture';

/** A process that records, never behind with packing: `endless FOLDER` until it is killed, with a dot at each turn from the fifth block on, `full FOLDER` until well after its small disk is full. */
const [, , mode, directory = ''] = process.argv;
const problems: string[] = [];
const writer = new RecordingWriter({
  directory, header: HEADER, stateOf: () => ({}), flushMs: 5, retryMs: 10, blockBytes: 16 * 1024, maxBlocks: 1_000, onProblem: (text) => problems.push(text),
});
let count = 0;

const feed = (): void => {
  for (let index = 0; index < 50; index += 1) writer.frame(1, frameOf(mode === 'full' ? `${Math.random()}${'-'.repeat(count % 50)}` : `frame ${count}`), count++);
};

const stopWhenFull = async (): Promise<void> => {
  if (count < 30_000) return;
  clearInterval(timer);
  await writer.close();
  const { records, error } = await readAll(join(directory, SESSION));
  process.stdout.write(JSON.stringify({ problems, lostRecords: writer.counts().lostRecords, read: records.length, error: error?.message }));
};

const timer = setInterval(() => {
  feed();
  if (mode === 'full') void stopWhenFull();
  else if (writer.counts().blocks >= 5) process.stdout.write('.');
}, 1);
