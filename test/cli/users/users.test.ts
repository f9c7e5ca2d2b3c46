import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UserStore } from '../../../adapters/aws/user-store';
import { parseUserArguments } from '../../../cli/users/arguments';
import { runUserCommand } from '../../../cli/users/run-command';
import { openUsers } from '../../../cli/users/user-table';
import { UsageError } from '../../../cli/usage';
import type { Channel } from '../../../core/contracts/channel';
import { DEFAULT_USER } from '../../../core/contracts/user';
import { temporaryFolder } from '../../local/support/temporary-folder';
import { channelOf } from '../../support/users';
import { memoryUsers } from './support/memory-users';

describe('the tables of users', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  test('one is removed only where the table of alert states is named too', async () => {
    await expect(openUsers(undefined, { USERS_TABLE: 'users' }).remove('kim')).rejects.toThrow('ALERT_STATES_TABLE is not set: expected the name of the table of alert states');
    writeFileSync(join(folder.path, 'users.json'), JSON.stringify({ table: 'users', endpoint: 'http://127.0.0.1:1' }));
    await expect(openUsers(folder.path, {}).remove('kim')).rejects.toThrow('field "states_table" is no text');
  });
});

const noMail = (): never => { throw new Error('no command of these asks for the topic'); };

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
    return { code: await runUserCommand(command, { store, mail: noMail }, (line) => { lines.push(line); }), lines };
  };

  test('adds a user with the default\'s settings for what is left out, lists without addresses, changes and removes', async () => {
    const store = memoryUsers();
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

  test('E3: a consent is written down with its words, a no stops the channel, and its owner is asked anew before it is confirmed again', async () => {
    const store = memoryUsers();
    const at = async (timeMs: number, ...argv: string[]) => {
      const lines: string[] = [];
      const command = parseUserArguments(argv, timeMs);
      if (command === 'help') throw new Error('help');
      return [await runUserCommand(command, { store, mail: noMail }, (line) => { lines.push(line); }), lines.join()];
    };
    await at(1_000, 'add', fileWith({ user_id: 'kim', channels: [channelOf('sms', { state: 'pending', opt_in: null })] }));
    const shown = (state: string) => `kim  ko  Asia/Seoul  12 a day, 4 an hour  sms +82***78 ${state}`;
    expect(await at(2_000, 'confirm', 'kim', 'sms', '--consent', 'YES to alerts')).toEqual([0, shown('confirmed')]);
    expect((await store.get('kim'))?.channels[0]).toMatchObject({ opt_in: { time_ms: 2_000, text: 'YES to alerts' }, state_time_ms: 2_000 });
    expect(await at(3_000, 'stop', 'kim', 'sms')).toEqual([0, shown('stopped')]);
    expect(await at(4_000, 'confirm', 'kim', 'sms', '--consent', 'YES')).toEqual([1, 'channel sms of user kim is stopped: its owner must be asked first (ask-again)']);
    expect(await at(5_000, 'ask-again', 'kim', 'sms')).toEqual([1, 'channel sms of user kim was stopped less than 30 days ago: an SMS number cannot be asked again yet']);
    expect(await at(3_000 + 30 * 86_400_000, 'ask-again', 'kim', 'sms')).toEqual([0, shown('pending')]);
    expect(await at(6_000, 'stop', 'kim', 'push')).toEqual([1, 'user kim has no channel push']);
    expect(await at(6_000, 'stop', 'lee', 'push')).toEqual([1, 'there is no user lee']);
  });

  test('a file with two e-mail channels, or a consent from the future, is refused with the reason', () => {
    const nowMs = Date.UTC(2026, 0, 1);
    const withChannels = (...channels: Channel[]) => () => parseUserArguments(['add', fileWith({ user_id: 'kim', channels })], nowMs);
    const agreed = (timeMs: number) => channelOf('sms', { opt_in: { time_ms: timeMs, text: 'YES' } });
    expect(withChannels(channelOf('email'), channelOf('sms'), channelOf('email', { channel_id: 'work', address: 'kim@example.com', is_standby: true })))
      .toThrow('field "channels.2.kind" is "email": expected at most one e-mail channel: mail goes to whoever subscribed to the topic for this user');
    expect(withChannels(agreed(nowMs + 300_001))).toThrow(`field "channels.0.opt_in.time_ms" is ${nowMs + 300_001}: expected a time that has come: it is ${nowMs} now`);
    expect(withChannels(agreed(nowMs + 300_000), channelOf('email'))).not.toThrow();
  });

  test.each([
    [['frob'], 'expected one of list, show, add, set, remove, confirm, stop, ask-again, subscribe'], [['add'], 'add needs a FILE'], [['remove'], 'remove needs an ID'], [['list', 'x'], 'one argument too many'],
    [['stop', 'kim'], 'stop needs a CHANNEL'], [['stop', 'kim', 'sms', 'x'], '"x" is one argument too many'], [['confirm', 'kim', 'sms'], '--consent is missing: expected the words'],
    [['confirm', 'kim', 'sms', '--consent', 'x'.repeat(501)], '--consent is 501 characters'], [['stop', 'kim', 'sms', '--consent', 'YES'], '--consent is "YES": expected with confirm alone'],
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
