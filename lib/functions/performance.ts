import { PerformanceEnv } from '../../lambdas/performance/env';
import { QueueConsumer } from '../constructs/queue-consumer';
import type { SignalParts } from './parts';

/** Measures what followed and keeps the precision. */
export const addPerformance = ({ stack, config, state, operations, queues }: SignalParts): void => {
  const performance = new QueueConsumer(stack, 'Performance', {
    name: 'performance', description: 'Measures what followed each opportunity and keeps the precision per type',
    work: queues.performance, maxConcurrency: 5, severity: 'medium', operations, config,
    environment: { [PerformanceEnv.outcomesTable]: state.outcomes.name, [PerformanceEnv.precisionTable]: state.precision.name, [PerformanceEnv.activityTable]: state.activity.name },
  });
  state.outcomes.allow(performance.role, 'UpdateItem');
  state.activity.allow(performance.role, 'BatchWriteItem');
  state.precision.allow(performance.role, 'GetItem', 'UpdateItem');
};
