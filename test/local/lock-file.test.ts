import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LockedError, lockStateFolder } from '../../local/lock-file';
import { temporaryFolder } from './support/temporary-folder';

describe('one run on a state folder', () => {
  const folder = temporaryFolder();
  const lockPath = join(folder.path, 'run.lock');
  afterAll(folder.remove);

  test('a second run is refused and told which process holds the folder', () => {
    const unlock = lockStateFolder(folder.path);
    expect(() => lockStateFolder(folder.path)).toThrow(LockedError);
    expect(() => lockStateFolder(folder.path)).toThrow(`in use by process ${process.pid}`);
    unlock();
    expect(existsSync(lockPath)).toBe(false);
  });

  test.each([
    ['of a process that is gone', JSON.stringify({ pid: 2 ** 22 - 3, birth: null })],
    ['of an earlier process of the same number', JSON.stringify({ pid: process.pid, birth: '1' })],
    ['that was torn while it was written', '{"pid'],
  ])('a lock %s is taken over', (_, content) => {
    writeFileSync(lockPath, content);
    lockStateFolder(folder.path)();
  });
});
