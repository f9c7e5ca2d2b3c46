import type { MailAnswer } from '../../../adapters/aws/mail-subscriptions';
import { parseUserArguments } from '../../../cli/users/arguments';
import { runUserCommand } from '../../../cli/users/run-command';
import { openMail } from '../../../cli/users/user-table';
import { DEFAULT_USER } from '../../../core/contracts/user';
import { channelOf } from '../../support/users';
import { memoryUsers } from './support/memory-users';

describe('npm run users -- subscribe', () => {
  const worldWith = (...channels: Parameters<typeof channelOf>[]) => {
    const store = memoryUsers();
    const asked: string[] = [];
    let answer: MailAnswer = 'none';
    const mail = () => ({ answerOf: async () => answer, ask: async (address: string, userId: string) => { asked.push(`${address} for ${userId}`); } });
    const say = async (...argv: string[]): Promise<[number, string]> => {
      const lines: string[] = [];
      const command = parseUserArguments(['subscribe', ...argv], 5_000);
      if (command === 'help') throw new Error('help');
      return [await runUserCommand(command, { store, mail }, (line) => { lines.push(line); }), lines.join('\n')];
    };
    const put = () => store.put({ ...DEFAULT_USER, user_id: 'kim', channels: channels.map((of) => channelOf(...of)) });
    return { store, asked, say, put, answers: (next: MailAnswer) => { answer = next; } };
  };

  test('S3.19: an address is asked until its owner agrees, then its channel is confirmed', async () => {
    const world = worldWith(['email', { state: 'pending', address: 'kim@example.com' }]);
    await world.put();
    const asks = 'SNS asks k***@example.com: once the link in its mail was opened, within two days, say this again';
    expect(await world.say('kim', 'email')).toEqual([0, asks]);
    world.answers('asked');
    expect(await world.say('kim', 'email')).toEqual([0, asks]);
    expect(world.asked).toEqual(['kim@example.com for kim', 'kim@example.com for kim']);
    expect((await world.store.get('kim'))?.channels[0]).toMatchObject({ state: 'pending' });
    world.answers('agreed');
    expect(await world.say('kim', 'email')).toEqual([0, 'k***@example.com agreed to the mail of user kim']);
    expect((await world.store.get('kim'))?.channels[0]).toMatchObject({ state: 'confirmed', state_time_ms: 5_000, opt_in: { time_ms: 5_000 } });
    expect(world.asked).toHaveLength(2);
  });

  test('one that is marked confirmed while nobody agreed is told of', async () => {
    const world = worldWith(['email']);
    await world.put();
    expect((await world.say('kim', 'email'))[1]).toContain('until then alerts on channel email count as sent and reach nobody');
  });

  test('nobody is asked for a channel that is none, of another kind, stopped, or whose address gets the mail of others', async () => {
    const world = worldWith(['email', { state: 'stopped' }], ['sms'], ['email', { channel_id: 'work' }]);
    await world.put();
    expect(await world.say('lee', 'email')).toEqual([1, 'there is no user lee with a channel email']);
    expect(await world.say('kim', 'sms')).toEqual([1, 'channel sms of user kim is of kind "sms": expected "email"']);
    expect(await world.say('kim', 'email')).toEqual([1, 'channel email of user kim is stopped: its owner must be asked first (ask-again)']);
    world.answers('elsewhere');
    expect((await world.say('kim', 'work'))[1]).toContain('gets mail for others than user kim');
    expect(world.asked).toEqual([]);
  });

  test('a local run asks nobody, and without a topic nobody can be asked', () => {
    expect(() => openMail('.tapewatch', {})).toThrow('--state-dir is ".tapewatch": expected none, the mail of a local run ends in its outbox');
    expect(() => openMail(undefined, {})).toThrow('ALERTS_TOPIC_ARN is not set: expected the ARN of the topic of alerts');
  });
});
