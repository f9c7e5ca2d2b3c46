import { FinderEnv } from '../../lambdas/finder/env';
import { QueueConsumer } from '../constructs/queue-consumer';
import type { SignalParts } from './parts';

/** Confirms opportunities and publishes what it decided. */
export const addFinder = ({ stack, config, state, operations, queues, topics }: SignalParts): void => {
  const finder = new QueueConsumer(stack, 'Finder', {
    name: 'finder', description: 'Confirms an opportunity on its bars, or says why not, and publishes the decision',
    work: queues.opportunities, maxConcurrency: 5, severity: 'high', operations, config,
    environment: { [FinderEnv.signalsTable]: state.signals.name, [FinderEnv.signalsTopicArn]: topics.signals.topic.topicArn, [FinderEnv.activityTable]: state.activity.name },
  });
  state.signals.allow(finder.role, 'GetItem', 'PutItem', 'UpdateItem');
  state.activity.allow(finder.role, 'BatchWriteItem');
  topics.signals.allowPublish(finder.role);
};
