import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SupervisedProcess } from '../../local/supervised-process';
import { until } from '../support/until';
import { temporaryFolder } from './support/temporary-folder';

/** Does nothing for a while, then says how long each message was that had come meanwhile. */
const BUSY_CHILD = `
const endMs = Date.now() + 300;
process.on('message', ({ text }) => process.send(text.length));
while (Date.now() < endMs);
`;

describe('a supervised process', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  test('has taken a message also where more waits for it than the pipe holds', async () => {
    const file = join(folder.path, 'busy.js');
    writeFileSync(file, BUSY_CHILD);
    const lengths: unknown[] = [];
    const child = new SupervisedProcess({ name: 'busy', file, environment: {}, onMessage: (length) => { lengths.push(length); } });
    child.start();
    const text = 'x'.repeat(1_000_000);
    expect(Array.from({ length: 5 }, () => child.send({ text }))).toEqual([true, true, true, true, true]);
    await until(() => lengths.length === 5, 'the child has read all of them');
    await child.stop(1_000);
    expect(child.send({ text })).toBe(false);
    expect(lengths).toEqual(Array(5).fill(text.length));
  });
});
