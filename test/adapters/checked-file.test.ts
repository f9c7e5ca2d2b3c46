import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCheckedFile } from '../../adapters/checked-file';

let folder: string;
let path: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'checked-file-')); path = join(folder, 'data', 'hot_pool_orders.json'); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

describe('S2.31, I2: a text that outlives its process', () => {
  test('nothing was saved: nothing is there', async () => {
    expect(await makeCheckedFile(path).load()).toBeUndefined();
  });

  test('the last text comes back, line ends and all, and only its owner may read it', async () => {
    const file = makeCheckedFile(path);
    await file.save('first');
    await file.save('{"a":"\n#sha256=not the digest\n"}');
    expect(await makeCheckedFile(path).load()).toBe('{"a":"\n#sha256=not the digest\n"}');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('I2: cut off at any byte, the save before is used', async () => {
    const file = makeCheckedFile(path);
    await file.save('the one before');
    await file.save('the last one');
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length - 1; length += 1) {
      writeFileSync(path, whole.subarray(0, length));
      expect(await makeCheckedFile(path).load()).toBe('the one before');
    }
  });

  test('a torn file does not push the last good one out', async () => {
    const file = makeCheckedFile(path);
    await file.save('good');
    await file.save('better');
    writeFileSync(path, 'torn');
    await file.save('next');
    writeFileSync(path, 'torn again');
    expect(await makeCheckedFile(path).load()).toBe('good');
  });

  test('with both damaged the error names the files', async () => {
    const file = makeCheckedFile(path);
    await file.save('one');
    writeFileSync(path, 'torn');
    await expect(makeCheckedFile(path).load()).rejects.toThrow(`${path}: the digest`);
  });
});
