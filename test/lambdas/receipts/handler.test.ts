import { gzipSync } from 'node:zlib';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { makeDocumentClient } from '../../../adapters/aws/clients';
import { makeDeliveryStore, type StoredDelivery } from '../../../adapters/aws/delivery-store';
import { logLinesOf } from '../../../adapters/aws/log-subscription';
import { makeUserStore } from '../../../adapters/aws/user-store';
import { addressKey } from '../../../adapters/address-key';
import { advance, deliveryId, queuedRow, type DeliveryEvent } from '../../../core/alerts/delivery/ledger';
import type { ChannelKind } from '../../../core/contracts/channel';
import type { DeliveryRow } from '../../../core/contracts/delivery';
import { makeReceipts, type ReceiptPorts } from '../../../lambdas/receipts/handler';
import { startChaosProxy } from '../../support/chaos-proxy';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';
import { Died, makeKiller } from '../../support/faulty-ports';
import { ADDRESSES, channelOf, userOf } from '../../support/users';

const NOW_MS = Date.parse('2026-01-07T00:40:00Z');

/** As SNS writes them. https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html */
const lineOf = (messageId: string, status: 'SUCCESS' | 'FAILURE', providerResponse = 'Message has been accepted by phone carrier'): string => JSON.stringify({
  notification: { messageId, timestamp: '2026-01-07 00:40:34.558' },
  delivery: { phoneCarrier: 'My Phone Carrier', mnc: 270, destination: ADDRESSES.sms, priceInUSD: 0.00645, smsType: 'Transactional', mcc: 310, providerResponse, dwellTimeMs: 599, dwellTimeMsUntilDeviceAck: 1344 },
  status,
});

const eventOf = (lines: readonly string[], messageType = 'DATA_MESSAGE') => ({ awslogs: { data: gzipSync(JSON.stringify({
  messageType, owner: '000000000000', logGroup: 'sns/us-east-1/000000000000/DirectPublishToPhoneNumber', logStream: '4', subscriptionFilters: ['receipts'],
  logEvents: lines.map((message, index) => ({ id: String(index), timestamp: NOW_MS, message })),
})).toString('base64') } });

describe('S3.22: the receipts function', () => {
  let aws: Emulators;
  let runs = 0;
  beforeAll(async () => {
    aws = await startEmulators();
    await Promise.all([aws.createTable('deliveries', 'delivery_id'), aws.createTable('users', 'user_id')]);
  });
  afterAll(() => aws.stop());

  /** One alert that was sent by one channel as `message-N`, and the function over the tables. */
  const scene = async (kind: ChannelKind = 'sms', changes: Partial<ReceiptPorts> = {}, consentMs = 0) => {
    runs += 1;
    const [userId, messageId] = [`user-${runs}`, `message-${runs}`];
    const users = makeUserStore({ client: aws.tables, tableName: 'users' });
    const deliveries = makeDeliveryStore({ client: aws.tables, tableName: 'deliveries', nowMs: () => NOW_MS });
    // A number of its own: one that said no stays stopped.
    const channel = channelOf(kind, { opt_in: { time_ms: consentMs, text: 'yes' }, ...(kind === 'sms' ? { address: `+8210${10_000_000 + runs}` } : {}) });
    await users.put(userOf({ user_id: userId, channels: [channel] }));
    const queued = queuedRow({ alertId: 'alert', userId, channel }, NOW_MS);
    await aws.tables.send(new PutCommand({ TableName: 'deliveries', Item: { ...queued, delivery_id: deliveryId(queued), revision: 1 } }));
    const stored = async (): Promise<StoredDelivery> => (await deliveries.get(queued))!;
    const step = async (event: DeliveryEvent, store = deliveries): Promise<void> => {
      const before = await stored();
      const answer = advance(before.row, event, NOW_MS);
      if (answer.kind === 'changed') await store.replace(before, answer.row);
    };
    const changed: DeliveryRow[] = [];
    const take = makeReceipts({
      users, deliveries, stopChannel: (user, channel, reason, nowMs) => users.changeChannel(user, channel, { kind: 'stop', reason }, nowMs),
      nowMs: () => NOW_MS + 5_000, pause: async () => undefined, onChanged: (row) => { changed.push(row); }, ...changes,
    });
    await step({ kind: 'claim', owner: 'a', leaseMs: 1, addressKey: addressKey(channel) });
    const send = (id = messageId, owner = 'a') => step({ kind: 'sent', owner, messageId: id, isLate: false });
    return {
      userId, messageId, users, deliveries, step, send, changed, take: (...lines: string[]) => take(logLinesOf(eventOf(lines))),
      row: async () => (await stored()).row, channel: async () => (await users.get(userId))!.channels[0]!,
    };
  };

  test('makes a row delivered by the carrier\'s word, once, however often it comes', async () => {
    const { messageId, send, take, row, changed } = await scene();
    await send();
    const line = lineOf(messageId, 'SUCCESS');
    expect(await take(line)).toEqual({ changed: 1, same: 0, unknown: 0, unreadable: 0 });
    expect(await row()).toMatchObject({ state: 'delivered', message_id: messageId, sent_ms: NOW_MS, delivered_ms: NOW_MS + 5_000 });
    expect(await take(line, line, lineOf(messageId, 'FAILURE', 'Unknown error attempting to reach phone'))).toEqual({ changed: 0, same: 3, unknown: 0, unreadable: 0 });
    expect(await row()).toMatchObject({ state: 'delivered' });
    expect(changed.map(({ state }) => state)).toEqual(['delivered']);
  });

  test('makes a row failed with the carrier\'s reason, and leaves the channel as it is', async () => {
    const { messageId, send, take, row, channel } = await scene();
    await send();
    await take(lineOf(messageId, 'FAILURE', 'Phone is currently unreachable/unavailable'));
    expect(await row()).toMatchObject({ state: 'failed', failure_reason: 'bounced', last_error: 'SNS: Phone is currently unreachable/unavailable', failed_ms: NOW_MS + 5_000 });
    expect(await channel()).toMatchObject({ state: 'confirmed' });
  });

  test('E3: a number that said no gets nothing any more', async () => {
    const { messageId, send, take, row, channel } = await scene();
    await send();
    await take(lineOf(messageId, 'FAILURE', 'Phone number is opted out'));
    expect(await row()).toMatchObject({ state: 'failed', failure_reason: 'bounced' });
    expect(await channel()).toMatchObject({ state: 'stopped', state_reason: 'SNS: Phone number is opted out' });
  });

  test('a consent that is younger than the message stands: the number is another, or its owner has come back', async () => {
    const { messageId, send, take, channel, row } = await scene('sms', {}, NOW_MS + 1);
    await send();
    await take(lineOf(messageId, 'FAILURE', 'Phone number is opted out'));
    expect(await channel()).toMatchObject({ state: 'confirmed' });
    expect(await row()).toMatchObject({ state: 'failed' });
  });

  test('a number that said no stops no channel that has another one by now', async () => {
    const { messageId, send, take, channel, users, userId } = await scene();
    await send();
    await users.put(userOf({ user_id: userId, channels: [channelOf('sms', { address: '+821087654321' })] }));
    await take(lineOf(messageId, 'FAILURE', 'Phone number is opted out'));
    expect(await channel()).toMatchObject({ state: 'confirmed' });
  });

  test('lines of other senders, of no receipt and of other channels are counted and change nothing', async () => {
    const { messageId, send, take, row } = await scene('push');
    await send();
    expect(await take(lineOf('of-another', 'SUCCESS'), lineOf(messageId, 'SUCCESS'), 'no JSON', '{"status":"SUCCESS"}')).toEqual({ changed: 0, same: 0, unknown: 2, unreadable: 2 });
    expect(await row()).toMatchObject({ state: 'sent' });
  });

  test.each([['before', 0], ['after', 1]] as const)('the row and what points to it are written together: of a worker that dies %s that call there is both or none', async (moment, found) => {
    const { messageId, deliveries, step, take, row } = await scene();
    const dying = makeDeliveryStore({ client: makeKiller(1, moment).client(aws.tables), tableName: 'deliveries', nowMs: () => NOW_MS });
    await expect(step({ kind: 'sent', owner: 'a', messageId, isLate: false }, dying)).rejects.toThrow(Died);
    expect(await row()).toMatchObject(found === 1 ? { state: 'sent', message_id: messageId } : { state: 'claimed', message_id: null });
    expect(await deliveries.getByMessage(messageId)).toEqual(found === 1 ? expect.objectContaining({ row: await row() }) : undefined);
    expect(await take(lineOf(messageId, 'SUCCESS'))).toMatchObject({ changed: found });
  });

  test('X3: they are written once, over the row that was read alone, also when the first answer is lost', async () => {
    const { messageId, deliveries, row } = await scene();
    const proxy = await startChaosProxy(aws.tablePort, (operation, nth) => (operation === 'TransactWriteItems' && nth === 1 ? 'lose-ack' : undefined));
    const store = makeDeliveryStore({ client: makeDocumentClient(atPort(proxy.port)), tableName: 'deliveries' });
    const before = (await store.get(await row()))!;
    const next: DeliveryRow = { ...before.row, state: 'sent', message_id: messageId };
    expect(await store.replace(before, next)).toEqual({ row: next, revision: before.revision + 1 });
    expect(proxy.calls.get('TransactWriteItems')).toBe(2);
    expect(await store.replace(before, { ...next, message_id: 'another' })).toBeUndefined();
    expect([await deliveries.getByMessage(messageId), await deliveries.getByMessage('another')]).toEqual([{ row: next, revision: before.revision + 1 }, undefined]);
    await proxy.close();
  });

  test.each(['before', 'after'] as const)('killed %s each of its calls and called again, it ends with the row failed and the channel stopped', async (moment) => {
    let killed = true;
    for (let call = 1; killed; call += 1) {
      const { messageId, send, row, channel, take } = await scene();
      await send();
      const killer = makeKiller(call, moment);
      const client = killer.client(aws.tables);
      const users = makeUserStore({ client, tableName: 'users' });
      const dying = makeReceipts({
        users, deliveries: makeDeliveryStore({ client, tableName: 'deliveries' }), nowMs: () => NOW_MS, pause: async () => undefined,
        stopChannel: (user, id, reason, nowMs) => users.changeChannel(user, id, { kind: 'stop', reason }, nowMs),
      });
      const lines = [lineOf(messageId, 'FAILURE', 'Phone number is opted out')];
      killed = await dying(lines).then(() => false, () => true);
      await take(...lines);
      expect([(await row()).state, (await channel()).state]).toEqual(['failed', 'stopped']);
      expect(call).toBeLessThan(20);
    }
  });

  test('one line that fails holds up no other, and all come again', async () => {
    const good = await scene();
    await good.send();
    const getByMessage = async (id: string) => (id === 'broken' ? Promise.reject(new Error('no table')) : good.deliveries.getByMessage(id));
    const { take } = await scene('sms', { deliveries: { ...good.deliveries, getByMessage } });
    await expect(take(lineOf('broken', 'SUCCESS'), lineOf(good.messageId, 'SUCCESS'))).rejects.toThrow('1 of 2 receipts were not written down');
    expect(await good.row()).toMatchObject({ state: 'delivered' });
  });

  test('a row that others change all the time is left to the next call', async () => {
    const { messageId, send, deliveries } = await scene();
    await send();
    const { take } = await scene('sms', { deliveries: { ...deliveries, replace: async () => undefined } });
    await expect(take(lineOf(messageId, 'SUCCESS'))).rejects.toThrow('1 of 1 receipts');
  });

  test('no number is kept, and what points to a row expires with it', async () => {
    const { messageId, send, take } = await scene();
    await send();
    await take(lineOf(messageId, 'SUCCESS'));
    const items = await aws.itemsIn('deliveries');
    expect(items.find(({ delivery_id }) => delivery_id === `receipt#${messageId}`)).toEqual({
      delivery_id: `receipt#${messageId}`, row_id: `user-${runs}|sms|alert`, expires_at: NOW_MS / 1_000 + 30 * 86_400,
    });
    expect(JSON.stringify(items)).not.toMatch(/\+82/);
  });

  test('the word that a subscription stands has no lines; what is no event is refused', () => {
    expect(logLinesOf(eventOf(['CWL CONTROL MESSAGE: Checking health of destination.'], 'CONTROL_MESSAGE'))).toEqual([]);
    expect(() => logLinesOf({ Records: [] })).toThrow('event has no awslogs.data');
    expect(() => logLinesOf({ awslogs: { data: 'bm8gZ3ppcA==' } })).toThrow(/incorrect header check/);
    expect(() => logLinesOf({ awslogs: { data: gzipSync('[]').toString('base64') } })).toThrow(/CloudWatch Logs subscription/);
  });
});
