import { ApiEnv } from '../../lambdas/api/env';
import { HttpFront } from '../constructs/http-front';
import { LambdaFunction } from '../constructs/lambda-function';
import { allowSecretsRead } from './channel-secrets';
import { CONSUMER_TIMEOUT, type SignalParts } from './parts';

/** Answers HTTP. It alone may change a user's settings, and may only look at the queues. */
export const addApi = ({ stack, config, state, operations, queues, secrets }: SignalParts): HttpFront => {
  const works = Object.values(queues);
  const api = new LambdaFunction(stack, 'Api', {
    name: 'api', description: 'Answers the page and the links of messages', timeout: CONSUMER_TIMEOUT, severity: 'medium', operations, config,
    environment: {
      [ApiEnv.signalsTable]: state.signals.name,
      [ApiEnv.alertsTable]: state.alerts.name,
      [ApiEnv.outcomesTable]: state.outcomes.name,
      [ApiEnv.precisionTable]: state.precision.name,
      [ApiEnv.usersTable]: state.users.name,
      [ApiEnv.statesTable]: state.alertStates.name,
      [ApiEnv.deliveriesTable]: state.deliveries.name,
      [ApiEnv.activityTable]: state.activity.name,
      [ApiEnv.tokensTable]: state.streamTokens.name,
      [ApiEnv.queues]: stack.toJsonString(works.map(({ name, queue, deadLetters }) => ({ name, url: queue.queueUrl, deadLetterUrl: deadLetters.queueUrl }))),
      [ApiEnv.channelSecretsArn]: secrets.secretArn,
      [ApiEnv.alertsPerDay]: String(config.alertsPerDay),
      [ApiEnv.alertsPerHour]: String(config.alertsPerHour),
    },
  });
  state.signals.allow(api.role, 'GetItem');
  state.outcomes.allow(api.role, 'GetItem');
  state.precision.allow(api.role, 'BatchGetItem');
  state.users.allow(api.role, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
  state.alertStates.allow(api.role, 'GetItem', 'PutItem', 'DeleteItem');
  state.deliveries.allow(api.role, 'GetItem', 'PutItem', 'BatchGetItem');
  state.activity.allow(api.role, 'Query', 'BatchWriteItem');
  state.streamTokens.allow(api.role, 'GetItem');
  for (const work of works) work.allowLook(api.role);
  allowSecretsRead(api.role, secrets);
  return new HttpFront(stack, 'Front', { handler: api.function, operations, config });
};
