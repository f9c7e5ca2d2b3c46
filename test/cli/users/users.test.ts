import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UserStore } from '../../../adapters/aws/user-store';
import { parseUserArguments } from '../../../cli/users/arguments';
import { runUserCommand } from '../../../cli/users/run-command';
import { UsageError } from '../../../cli/usage';
import { DEFAULT_USER, type User } from '../../../core/contracts/user';
import { temporaryFolder } from '../../local/support/temporary-folder';
import { channelOf } from '../../support/users';

const memoryStore = (): UserStore => {
  const users = new Map<string, User>();
  let isTouched = false;
  return {
    get: async (id) => users.get(id), list: async () => (isTouched ? [...users.values()] : undefined),
    put: async (user, only) => {
      isTouched = true;
      if (only !== undefined && (only === 'new') === users.has(user.user_id)) return undefined;
      users.set(user.user_id, user);
      return user;
    },
    remove: async (id) => { isTouched = true; return users.delete(id); },
    changeChannel: async () => false,
  };
};

describe('npm run users', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);
  const fileWith = (content: object | string): string => {
    const path = join(folder.path, 'user.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const run = async (store: UserStore, ...argv: string[]): Promise<{ code: number; lines: string[] }> => {
    const lines: string[] = [];
    const command = parseUserArguments(argv);
    if (command === 'help') throw new Error('help');
    return { code: await runUserCommand(command, store, (line) => { lines.push(line); }), lines };
  };

  test('adds a user with the default\'s settings for what is left out, lists without addresses, changes and removes', async () => {
    const store = memoryStore();
    expect((await run(store, 'list')).lines[0]).toContain('nobody was added');
    const path = fileWith({ user_id: 'kim', time_zone: 'Asia/Seoul', channels: [channelOf('sms')] });
    expect(await run(store, 'add', path)).toEqual({ code: 0, lines: ['kim  ko  Asia/Seoul  12 a day, 4 an hour  sms +82***78 confirmed'] });
    expect((await run(store, 'add', path)).code).toBe(1);
    expect((await store.get('kim'))?.limits).toEqual(DEFAULT_USER.limits);
    expect((await run(store, 'list')).lines.join()).not.toContain('821012345678');
    expect((await run(store, 'set', fileWith({ user_id: 'kim', language: 'en' }))).lines).toEqual(['kim  en  Asia/Seoul  12 a day, 4 an hour  no channel']);
    expect(JSON.parse((await run(store, 'show', 'kim')).lines[0]!)).toMatchObject({ user_id: 'kim', language: 'en' });
    expect((await run(store, 'remove', 'kim')).code).toBe(0);
    expect((await run(store, 'remove', 'kim')).code).toBe(1);
    expect((await run(store, 'set', fileWith({ user_id: 'kim' }))).code).toBe(1);
    expect((await run(store, 'list')).lines).toEqual(['no users: nobody gets alerts']);
  });

  test.each([
    [['frob'], 'expected one of list, show, add, set, remove'], [['add'], 'add needs a FILE'], [['remove'], 'remove needs an ID'], [['list', 'x'], 'one argument too many'],
    [['add', '/nowhere/user.json'], 'cannot be read (ENOENT)'],
  ])('%p is refused: %s', (argv, message) => {
    expect(() => parseUserArguments(argv)).toThrow(UsageError);
    expect(() => parseUserArguments(argv)).toThrow(message);
  });

  test.each([['{', 'not JSON'], ['null', 'user_id'], ['{}', 'user_id'], ['{"user_id":"kim","time_zone":"Mars"}', 'time_zone'],
    [JSON.stringify({ user_id: 'canary' }), 'user.v1: field "user_id" is "canary": expected another id'],
    [JSON.stringify({ user_id: 'kim', channels: [channelOf('sms', { opt_in: null })] }), 'consent']])('a file with %p is refused, naming the field', (text, message) => {
    expect(() => parseUserArguments(['add', fileWith(text)])).toThrow(message);
  });
});
