import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../adapters/whole-file';
import { temporaryFolder } from '../local/support/temporary-folder';

describe('a file that is written whole', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  test('takes the place of the one before, leaves nothing beside it, and is its owner\'s alone where that is asked', () => {
    const path = join(folder.path, 'access.json');
    writeFileSync(path, 'an older one, for all', { mode: 0o644 });
    writeWhole(path, 'secret', 0o600);
    expect([readFileSync(path, 'utf8'), (statSync(path).mode & 0o777).toString(8), readdirSync(folder.path)]).toEqual(['secret', '600', ['access.json']]);
  });

  test('I2: whoever has the older one open reads on in that', () => {
    const path = join(folder.path, 'monitoring.json');
    writeWhole(path, 'one');
    const { ino } = statSync(path);
    writeWhole(path, 'two');
    expect(statSync(path).ino).not.toBe(ino);
  });
});
