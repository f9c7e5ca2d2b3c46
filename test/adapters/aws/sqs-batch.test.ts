import type { SQSEvent } from 'aws-lambda';
import { makeSqsBatchHandler } from '../../../adapters/aws/sqs-batch';
import { createLogger } from '../../../adapters/logging';
import { parseJson } from '../../../core/contracts/contract';
import { parseOpportunity } from '../../../core/contracts/opportunity';
import { sampleOpportunity } from '../../support/messages';

const eventOf = (bodies: readonly string[]): SQSEvent =>
  ({ Records: bodies.map((body, index) => ({ messageId: `m${index}`, body, attributes: { ApproximateReceiveCount: '2' } })) }) as unknown as SQSEvent;

const setUp = (handle: (body: string) => Promise<void>) => {
  const lines: string[] = [];
  const log = createLogger({ service: 'test', write: (line) => lines.push(line) });
  return { run: makeSqsBatchHandler({ handle, log }), logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
};

describe('a batch of SQS records', () => {
  test('D5: one bad record fails alone; its neighbours are handled once', async () => {
    const handled: string[] = [];
    const { run } = setUp(async (body) => {
      if (body === 'bad') throw new Error('no');
      handled.push(body);
    });
    expect(await run(eventOf(['a', 'bad', 'b', 'c', 'bad', 'd', 'e', 'f']))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm4' }] });
    expect(handled.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('D5: a malformed message is logged with field, value and expectation, and reported', async () => {
    const { run, logged } = setUp(async (body) => { parseJson(parseOpportunity, body); });
    const broken = JSON.stringify({ ...sampleOpportunity(), price: -1 });
    expect((await run(eventOf([broken, '{"', JSON.stringify(sampleOpportunity())]))).batchItemFailures).toHaveLength(2);
    expect(logged()).toEqual([
      expect.objectContaining({ event: 'message-refused', level: 'error', message_id: 'm0', attempt: 2, message: expect.stringMatching(/field "price" is -1: .*>0/) as string }),
      expect.objectContaining({ event: 'message-refused', message: expect.stringContaining('message is not JSON') as string }),
    ]);
  });

  test('a failure that may pass is logged as one that comes again', async () => {
    const { run, logged } = setUp(async () => { throw new Error('throttled'); });
    await run(eventOf(['a']));
    expect(logged()).toEqual([expect.objectContaining({ event: 'record-failed', level: 'warn', error: expect.objectContaining({ message: 'throttled' }) as object })]);
  });

  test.each([undefined, null, {}, { Records: null }, { Records: [{ body: 'x' }] }, { Records: [{ messageId: '', body: 'x' }] }, { Records: [{ messageId: 'm' }] }])(
    'D8: an event that cannot be answered record by record fails as a whole: %j', async (event) => {
      const { run } = setUp(async () => undefined);
      await expect(run(event as unknown as SQSEvent)).rejects.toThrow('expected an SQS event');
    });

  test('at most five records are under way at a time, and all are handled', async () => {
    let [open, most, handled] = [0, 0, 0];
    const { run } = setUp(async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => { setTimeout(resolve, 5); });
      open -= 1;
      handled += 1;
    });
    await run(eventOf(Array.from({ length: 10 }, () => 'x')));
    expect({ most, handled }).toEqual({ most: 5, handled: 10 });
  });

  test('D7: what could not finish in time is not begun, and reported', async () => {
    let remaining = 10_000;
    const handled: string[] = [];
    const { run } = setUp(async (body) => { handled.push(body); remaining = 100; });
    const answer = await run(eventOf(['a', 'b', 'c']), { getRemainingTimeInMillis: () => remaining });
    expect(answer.batchItemFailures.length + handled.length).toBe(3);
    expect(answer.batchItemFailures.length).toBeGreaterThan(0);
  });
});
