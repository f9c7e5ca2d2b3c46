import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvelopeError, Outbox, readEnvelope } from '../../local/outbox';
import { OutboxFile, type OutboxAlert } from '../../local/outbox-file';
import type { QueueClient, ReceivedMessage } from '../../local/services/queue-client';
import { temporaryFolder } from './support/temporary-folder';
import { until } from '../support/until';

const envelope = (alertId: string, text = `text of ${alertId}`): string => JSON.stringify({
  Type: 'Notification', MessageId: `sns-${alertId}`, Subject: 'BTCUSDT buy', Message: text,
  MessageAttributes: { alert_id: { Type: 'String', Value: alertId }, symbol: { Type: 'String', Value: 'BTCUSDT' }, confidence: { Type: 'Number', Value: '0.7' } },
});

const message = (body: string): ReceivedMessage =>
  ({ messageId: 'm', receiptHandle: 'r', body, md5OfBody: '', attributes: {}, messageAttributes: {} });

/** A queue that delivers what it is given, then waits until it is stopped. */
const queueOf = (bodies: readonly string[]): QueueClient => {
  const batches = [bodies.map(message)];
  return {
    receive: (_limit, _wait, signal) => batches.length > 0
      ? Promise.resolve(batches.shift()!)
      : new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(new Error('aborted')); }); }),
    remove: async () => 0,
  };
};

describe('the outbox', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  const deliver = async (stateDir: string, bodies: readonly string[], isDone: (outbox: Outbox) => boolean) => {
    const alerts: OutboxAlert[] = [];
    const problems: string[] = [];
    const outbox = new Outbox({ stateDir, client: queueOf(bodies), onAlert: (alert) => alerts.push(alert), onProblem: (text) => problems.push(text) });
    outbox.start();
    await until(() => isDone(outbox), 'the outbox has read everything');
    await outbox.stop();
    return { alerts, problems, outbox };
  };

  test('an alert delivered twice is shown once and counted as a repeat, over a restart too', async () => {
    const stateDir = join(folder.path, 'collapse');
    const first = await deliver(stateDir, [envelope('a'), envelope('a'), envelope('b')], ({ shown, repeats }) => shown + repeats === 3);
    expect(first.alerts.map(({ alert_id }) => alert_id)).toEqual(['a', 'b']);
    expect(first.outbox.repeats).toBe(1);
    const second = await deliver(stateDir, [envelope('b'), envelope('c')], ({ shown, repeats }) => shown + repeats === 2);
    expect(second.alerts.map(({ alert_id }) => alert_id)).toEqual(['c']);
    const lines = readFileSync(join(stateDir, 'outbox.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as OutboxAlert).alert_id)).toEqual(['a', 'b', 'c']);
    expect(readFileSync(join(stateDir, 'outbox-repeats.jsonl'), 'utf8').trim().split('\n')).toHaveLength(2);
  });

  test('text, subject and attributes come from the SNS envelope', () => {
    expect(readEnvelope(envelope('a', 'two\nlines'), 5)).toEqual({
      alert_id: 'a', channel: 'email', subject: 'BTCUSDT buy', text: 'two\nlines', attributes: { alert_id: 'a', symbol: 'BTCUSDT', confidence: '0.7' }, shown_time_ms: 5,
    });
  });

  test('a message that is no alert is named and left out; the next one is shown', async () => {
    const { alerts, problems } = await deliver(join(folder.path, 'odd'), ['{"Message":1}', 'no json', envelope('d')], ({ shown }) => shown === 1);
    expect(alerts.map(({ alert_id }) => alert_id)).toEqual(['d']);
    expect(problems).toHaveLength(2);
    expect(() => readEnvelope('no json', 0)).toThrow(EnvelopeError);
  });

  test('I2: a line torn by a killed process is cut off at each possible byte, and whole lines stay known', () => {
    const path = join(folder.path, 'torn.jsonl');
    const alert = (id: string): OutboxAlert => ({ alert_id: id, channel: 'email', subject: 's', text: '기회', attributes: {}, shown_time_ms: 1 });
    const line = Buffer.from(`${JSON.stringify(alert('torn'))}\n`);
    for (let length = 0; length < line.length; length += 1) {
      writeFileSync(path, `${JSON.stringify(alert('whole'))}\n`);
      appendFileSync(path, line.subarray(0, length));
      const file = new OutboxFile(path);
      expect(file.size).toBe(1);
      expect(file.append(alert('whole'))).toBe(false);
      expect(file.append(alert('torn'))).toBe(true);
      expect(new OutboxFile(path).size).toBe(2);
    }
  });
});
