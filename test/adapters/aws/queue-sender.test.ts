import { makeQueueSender, type QueueSenderSettings, type SenderNote } from '../../../adapters/aws/queue-sender';
import { makeSqsClient } from '../../../adapters/aws/clients';
import { startChaosProxy, type ChaosProxy } from '../../support/chaos-proxy';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';
import { until } from '../../support/until';

interface BatchEntry { Id: string; MessageBody: string }
interface BatchRequest { Entries: BatchEntry[] }
const entriesOf = (body: string): BatchEntry[] => (JSON.parse(body) as BatchRequest).Entries;

/** Lets only the entries that `passes` reach the queue and reports the others as failed, as SQS does under a status of 200. */
const failingEntries = (passes: (body: string) => boolean, fault: object) => {
  let failed: BatchEntry[] = [];
  return {
    request: (body: string) => {
      const entries = entriesOf(body);
      failed = entries.filter(({ MessageBody }) => !passes(MessageBody));
      return JSON.stringify({ ...JSON.parse(body) as object, Entries: entries.filter((entry) => !failed.includes(entry)) });
    },
    answer: (body: string) => JSON.stringify({
      Successful: (JSON.parse(body) as { Successful?: object[] }).Successful ?? [],
      Failed: failed.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false, ...fault })),
    }),
  };
};

describe('the queue sender', () => {
  let aws: Emulators;
  let proxy: ChaosProxy;
  let queueUrl: string;
  let queues = 0;
  const closers: (() => void)[] = [];

  beforeAll(async () => { aws = await startEmulators(); });
  afterAll(async () => { await aws.stop(); });
  beforeEach(async () => {
    proxy = await startChaosProxy(aws.queuePort);
    queueUrl = await aws.createQueue(`queue-${queues++}`);
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) close();
    await proxy.close();
  });

  const makeSender = (more: Partial<QueueSenderSettings> = {}, requestTimeoutMs = 3_000) => {
    const notes: SenderNote[] = [];
    const client = makeSqsClient(atPort(proxy.port, { maxAttempts: 1, requestTimeoutMs }));
    const sender = makeQueueSender({ client, queueUrl, onNote: (note) => notes.push(note), ...more });
    closers.push(() => { sender.close(); client.destroy(); });
    return { sender, notes };
  };
  const bodiesIn = async (url = queueUrl): Promise<string[]> => (await aws.receiveAll(url)).map(({ Body }) => Body!);
  const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => JSON.stringify({ index }));

  test('S1.5: sends at once, and what gathers meanwhile goes in batches of ten', async () => {
    const { sender } = makeSender();
    const bodies = numbered(31);
    for (const body of bodies) expect(sender.send(body)).toBe(true);
    expect(sender.stats().inFlight).toBeGreaterThan(0);
    expect(await sender.flush(5_000)).toBe(0);
    expect((await bodiesIn()).sort()).toEqual([...bodies].sort());
    expect(proxy.calls.get('SendMessageBatch')).toBe(4);
    expect(sender.stats()).toMatchObject({ sent: 31, retried: 0, waiting: 0, inFlight: 0 });
  });

  test('D3: only the failed entries of a batch go again; nothing is lost, nothing is sent twice', async () => {
    let failures = 0;
    proxy.setPlan((_operation, nth) => (nth > 6 ? undefined : failingEntries((body) => {
      const passes = (JSON.parse(body) as { index: number }).index % 3 !== 0;
      if (!passes) failures += 1;
      return passes;
    }, {})));
    const { sender } = makeSender();
    const bodies = numbered(40);
    for (const body of bodies) sender.send(body);
    expect(await sender.flush(10_000)).toBe(0);
    expect(failures).toBeGreaterThan(0);
    expect((await bodiesIn()).sort()).toEqual([...bodies].sort());
    expect(sender.stats()).toMatchObject({ sent: 40, retried: failures });
  });

  test('D1: an outage loses nothing; the backlog drains once the service is back', async () => {
    let isDown = true;
    proxy.setPlan(() => (isDown ? 'http-500' : undefined));
    const { sender, notes } = makeSender();
    const bodies = numbered(200);
    for (const body of bodies) sender.send(body);
    expect(await sender.flush(400)).toBe(200);
    await until(() => notes.some(({ event }) => event === 'send-failed'), 'a failure was told');
    const { sent, waiting, inFlight } = sender.stats();
    expect([sent, waiting + inFlight]).toEqual([0, 200]);
    isDown = false;
    expect(await sender.flush(20_000)).toBe(0);
    expect((await bodiesIn()).sort()).toEqual([...bodies].sort());
  });

  test('D1: in an outage one request at a time asks again, however large the backlog', async () => {
    let [open, failed] = [0, 0];
    const openAfterFailure: number[] = [];
    const enough = new Promise<void>((resolve) => {
      const send = async (): Promise<never> => {
        open += 1;
        if (failed > 0) openAfterFailure.push(open);
        await new Promise((answer) => { setTimeout(answer, 2); });
        open -= 1;
        failed += 1;
        if (openAfterFailure.length >= 5) resolve();
        throw new Error('503');
      };
      const { sender } = makeSender({ client: { send }, random: () => 0.01 });
      for (const body of numbered(200)) sender.send(body);
    });
    await enough;
    expect(new Set(openAfterFailure)).toEqual(new Set([1]));
  });

  test('D1: a full spool drops the oldest, counts and says so', async () => {
    proxy.setPlan(() => 'hang');
    const { sender, notes } = makeSender({ capacity: 20 });
    for (const body of numbered(50)) sender.send(body);
    expect(sender.stats()).toMatchObject({ droppedFull: 30 });
    expect(sender.stats().waiting + sender.stats().inFlight).toBe(20);
    expect(notes.filter((note) => note.event === 'message-dropped' && note.why === 'full')).toHaveLength(30);
  });

  test('D1: what waits longer than its age limit is dropped, counted and said', async () => {
    proxy.setPlan(() => 'http-500');
    let nowMs = 0;
    const { sender, notes } = makeSender({ nowMs: () => nowMs, random: () => 1 });
    sender.send('"short"', 1_000);
    sender.send('"long"');
    await sender.flush(200);
    await until(() => notes.some(({ event }) => event === 'send-failed'), 'the first request has failed');
    nowMs = 2_000;
    proxy.setPlan(() => undefined);
    expect(await sender.flush(5_000)).toBe(0);
    expect(await bodiesIn()).toEqual(['"long"']);
    expect(sender.stats()).toMatchObject({ sent: 1, droppedExpired: 1 });
    expect(notes).toContainEqual({ event: 'message-dropped', why: 'expired', ageMs: 2_000 });
  });

  test('D2: a service that hangs fails by the time-out and the message goes again', async () => {
    proxy.setPlan((_operation, nth) => (nth === 1 ? 'hang' : undefined));
    const { sender, notes } = makeSender({}, 2_000);
    sender.send('"once"');
    expect(await sender.flush(10_000)).toBe(0);
    expect(await bodiesIn()).toEqual(['"once"']);
    expect(notes).toEqual([expect.objectContaining({ event: 'send-failed', entries: 1, cause: expect.stringContaining('TimeoutError') as string })]);
  });

  test('X3: an answer that is lost costs a repeat, never a loss', async () => {
    proxy.setPlan((_operation, nth) => (nth === 1 ? 'lose-ack' : undefined));
    const { sender } = makeSender();
    sender.send('"kept"');
    expect(await sender.flush(10_000)).toBe(0);
    const bodies = await bodiesIn();
    expect(new Set(bodies)).toEqual(new Set(['"kept"']));
    expect(bodies).toHaveLength(2);
  });

  test('D4: what SQS refuses by character or size is cleaned or turned away before the wire', async () => {
    const { sender, notes } = makeSender();
    expect(sender.send('a\u0000\ufffe\ud800기회')).toBe(true);
    expect(sender.send('x'.repeat(256 * 1_024 + 1))).toBe(false);
    expect(sender.send('')).toBe(false);
    expect(sender.send('y'.repeat(256 * 1_024))).toBe(true);
    expect(await sender.flush(5_000)).toBe(0);
    expect((await bodiesIn()).map((body) => body.slice(0, 6)).sort()).toEqual(['a\ufffd\ufffd\ufffd기회', 'yyyyyy'].sort());
    expect(sender.stats()).toMatchObject({ sent: 2, droppedTooLarge: 2 });
    expect(notes).toHaveLength(2);
  });

  test('D4: an entry that SQS calls the sender\'s fault is given up after five tries and does not hold up the others', async () => {
    proxy.setPlan(() => failingEntries((body) => body !== '"poison"', { SenderFault: true, Code: 'InvalidMessageContents', Message: 'no' }));
    const { sender, notes } = makeSender();
    sender.send('"poison"');
    for (const body of numbered(20)) sender.send(body);
    expect(await sender.flush(10_000)).toBe(0);
    expect(await bodiesIn()).toHaveLength(20);
    expect(sender.stats()).toMatchObject({ sent: 20, droppedRefused: 1 });
    expect(notes).toContainEqual(expect.objectContaining({ event: 'message-dropped', why: 'refused', cause: 'InvalidMessageContents: no' }));
  });

  test('C1: flush ends at its deadline and says how much is left', async () => {
    proxy.setPlan(() => 'hang');
    const { sender } = makeSender();
    for (const body of numbered(12)) sender.send(body);
    expect(await sender.flush(100)).toBe(12);
  });

  test('C1: nothing to send is flushed at once', async () => {
    expect(await makeSender().sender.flush(10_000)).toBe(0);
  });

  test('after close nothing more leaves', async () => {
    const { sender } = makeSender();
    sender.close();
    sender.send('"late"');
    expect(await sender.flush(100)).toBe(1);
    expect(proxy.calls.size).toBe(0);
  });

  test('a long backlog is taken in without searching it each time', () => {
    proxy.setPlan(() => 'hang');
    const { sender } = makeSender();
    for (const body of numbered(60_000)) sender.send(body, 60_000);
    expect(sender.stats()).toMatchObject({ droppedFull: 10_000, inFlight: expect.any(Number) as number });
  });
});
