import { makeDocumentClient } from '../../adapters/aws/clients';
import { makeDeliveryStore } from '../../adapters/aws/delivery-store';
import { logLinesOf } from '../../adapters/aws/log-subscription';
import { makeUserStore } from '../../adapters/aws/user-store';
import { conflictPause } from '../../adapters/conflict-pause';
import { requireEnv } from '../../adapters/env';
import { createLogger } from '../../adapters/logging';
import { rowEntry } from '../../core/activity/entries';
import type { DeliveryRow } from '../../core/contracts/delivery';
import { activityFrom } from '../activity';
import { ReceiptsEnv } from './env';
import { makeReceipts } from './handler';

const log = createLogger({ service: 'receipts' });
const client = makeDocumentClient();
const activity = activityFrom(ReceiptsEnv.activityTable, client, log);
const users = makeUserStore({ client, tableName: requireEnv(ReceiptsEnv.usersTable, 'the name of the users table') });

const tell = (row: DeliveryRow): void => {
  const { alert_id, user_id, channel_id, channel_kind, state, last_error } = row;
  activity.note(rowEntry(row));
  const fields = { alert_id, user_id, channel_id };
  if (state === 'failed') log.warn('delivery-bounced', `${channel_kind} did not arrive`, { ...fields, last_error });
  else log.info('delivery-arrived', `${channel_kind} arrived`, fields);
};

const take = makeReceipts({
  users,
  deliveries: makeDeliveryStore({ client, tableName: requireEnv(ReceiptsEnv.deliveriesTable, 'the name of the deliveries table') }),
  stopChannel: (userId, channelId, reason, nowMs) => users.changeChannel(userId, channelId, { kind: 'stop', reason }, nowMs),
  nowMs: Date.now,
  pause: conflictPause,
  onChanged: tell,
});

/** Called by subscriptions of CloudWatch Logs. A rejection is tried again by Lambda, and rings as an error. */
export const handler = async (event: unknown): Promise<void> => {
  try {
    const counts = await take(logLinesOf(event));
    log.info('receipts-taken', `receipts: ${counts.changed} written down`, counts);
  } catch (error) {
    log.error('receipts-failed', 'receipts were not written down', { error });
    throw error;
  } finally {
    await activity.flush();
  }
};
