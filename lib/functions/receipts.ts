import { Duration } from 'aws-cdk-lib';
import { ReceiptsEnv } from '../../lambdas/receipts/env';
import type { StageConfig } from '../config';
import { LambdaFunction } from '../constructs/lambda-function';
import { SmsReceipts } from '../constructs/sms-receipts';
import type { SignalParts } from './parts';

/** Thousands of lines in one event. */
const TIMEOUT = Duration.minutes(1);

/** Takes in what carriers report of each SMS. */
export const addReceipts = ({ stack, config: stage, state, operations }: SignalParts): void => {
  // Its logs go with it, in every stage: they hold telephone numbers, and a group that stayed would keep the choice from being made again.
  const config: StageConfig = { ...stage, keepLogs: false };
  const receipts = new LambdaFunction(stack, 'Receipts', {
    name: 'receipts', description: 'Writes down what became of each SMS', timeout: TIMEOUT, severity: 'medium', operations, config,
    environment: { [ReceiptsEnv.usersTable]: state.users.name, [ReceiptsEnv.deliveriesTable]: state.deliveries.name, [ReceiptsEnv.activityTable]: state.activity.name },
  });
  state.users.allow(receipts.role, 'GetItem', 'UpdateItem');
  state.deliveries.allow(receipts.role, 'GetItem', 'PutItem');
  state.activity.allow(receipts.role, 'BatchWriteItem');
  new SmsReceipts(stack, 'SmsReceipts', { receiver: receipts.function, config });
};
