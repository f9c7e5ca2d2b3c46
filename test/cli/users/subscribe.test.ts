import type { MailAnswer, MailSubscriptions } from '../../../adapters/aws/mail-subscriptions';
import { parseUserArguments } from '../../../cli/users/arguments';
import { runUserCommand } from '../../../cli/users/run-command';
import { openMail } from '../../../cli/users/user-table';
import { DEFAULT_USER } from '../../../core/contracts/user';
import { channelOf } from '../../support/users';
import { memoryUsers } from './support/memory-users';

describe('npm run users -- subscribe', () => {
  /** A topic as SNS keeps it; who was asked agrees when the test says so. */
  const worldWith = async (...channels: Parameters<typeof channelOf>[]) => {
    const store = memoryUsers();
    await store.put({ ...DEFAULT_USER, user_id: 'kim', channels: channels.map((of) => channelOf(...of)) });
    const asked: string[] = [];
    let answer: MailAnswer = 'none';
    const topic: MailSubscriptions = {
      answerOf: async () => answer,
      ask: async (address, userId) => { asked.push(`${address} for ${userId}`); },
      end: async () => { answer = 'none'; },
    };
    const say = async (...argv: string[]): Promise<[number, string]> => {
      const lines: string[] = [];
      const command = parseUserArguments(argv, 5_000);
      if (command === 'help') throw new Error('help');
      return [await runUserCommand(command, { store, mail: () => topic }, (line) => { lines.push(line); }), lines.join('\n')];
    };
    return { store, asked, say, answers: (next: MailAnswer) => { answer = next; } };
  };
  const shown = (state: string): string => `kim  ko  Asia/Seoul  12 a day, 4 an hour  email k***@example.com ${state}`;
  const ASKS = 'SNS asks k***@example.com: once the link in its mail was opened, within two days, say this again';

  test('S3.19: an address is asked until its owner agrees, then its channel is confirmed', async () => {
    const { store, asked, say, answers } = await worldWith(['email', { state: 'pending', address: 'kim@example.com' }]);
    expect(await say('subscribe', 'kim', 'email')).toEqual([0, ASKS]);
    answers('asked');
    expect(await say('subscribe', 'kim', 'email')).toEqual([0, ASKS]);
    expect(asked).toEqual(['kim@example.com for kim', 'kim@example.com for kim']);
    expect((await store.get('kim'))?.channels[0]).toMatchObject({ state: 'pending' });
    answers('agreed');
    expect(await say('subscribe', 'kim', 'email')).toEqual([0, shown('confirmed')]);
    expect((await store.get('kim'))?.channels[0]).toMatchObject({ state: 'confirmed', state_time_ms: 5_000, opt_in: { time_ms: 5_000 } });
    expect(asked).toHaveLength(2);
  });

  test('E3: what was agreed to before a no counts no more: whoever is asked again is asked by SNS anew', async () => {
    const { asked, say, answers } = await worldWith(['email', { address: 'kim@example.com' }]);
    answers('agreed');
    await say('stop', 'kim', 'email');
    expect(await say('subscribe', 'kim', 'email')).toEqual([1, 'channel email of user kim is stopped: its owner must be asked first (ask-again)']);
    expect(await say('ask-again', 'kim', 'email')).toEqual([0, shown('pending')]);
    expect(await say('subscribe', 'kim', 'email')).toEqual([0, ASKS]);
    expect(asked).toEqual(['kim@example.com for kim']);
  });

  test('asking a channel again that was not stopped ends no subscription', async () => {
    const { say, answers } = await worldWith(['email', { address: 'kim@example.com' }]);
    answers('agreed');
    await say('ask-again', 'kim', 'email');
    expect(await say('subscribe', 'kim', 'email')).toEqual([0, shown('confirmed')]);
  });

  test('one that is marked confirmed while nobody agreed is told of, and a muted one stays muted', async () => {
    const confirmed = await worldWith(['email']);
    expect((await confirmed.say('subscribe', 'kim', 'email'))[1]).toContain('until then alerts on channel email count as sent and reach nobody');
    const muted = await worldWith(['email', { address: 'kim@example.com', state: 'muted', state_reason: 'on the page' }]);
    muted.answers('agreed');
    expect(await muted.say('subscribe', 'kim', 'email')).toEqual([0, shown('muted')]);
  });

  test('nobody is asked for a channel that is none, of another kind, or whose address gets other mail', async () => {
    const { asked, say, answers } = await worldWith(['sms'], ['email']);
    expect(await say('subscribe', 'lee', 'email')).toEqual([1, 'there is no user lee with a channel email']);
    expect(await say('subscribe', 'kim', 'sms')).toEqual([1, 'channel sms of user kim is of kind "sms": expected "email"']);
    answers('elsewhere');
    expect((await say('subscribe', 'kim', 'email'))[1]).toContain('gets other mail than that of user kim alone');
    expect(asked).toEqual([]);
  });

  test('a local run asks nobody, and without a topic nobody can be asked', async () => {
    expect(() => parseUserArguments(['subscribe', 'kim', 'email', '--state-dir', '.tapewatch'])).toThrow('--state-dir is ".tapewatch": expected none');
    await expect(openMail('.tapewatch', {}).answerOf('kim@example.com', 'kim')).resolves.toBe('none');
    expect(() => openMail(undefined, {})).toThrow('ALERTS_TOPIC_ARN is not set: expected the ARN of the topic of alerts');
  });
});
