import { ScannerEnv } from '../../containers/scanner/env';
import { FinderEnv } from '../../lambdas/finder/env';
import { NotificationEnv } from '../../lambdas/notification/env';
import { PerformanceEnv } from '../../lambdas/performance/env';
import { codeVersion } from '../../lib/code-version';
import { STAGES } from '../../lib/config';
import { resourceAt, targetOf, templatesOf } from './synthesized';

describe.each(STAGES)('environment (%s)', (stage) => {
  const all = () => templatesOf(stage);
  const ofFunction = (name: string): Record<string, unknown> => {
    const { Environment } = resourceAt(all(), `Signals/${name}/Function`, 'AWS::Lambda::Function').Properties;
    return (Environment as { Variables: Record<string, unknown> }).Variables;
  };
  const ofScanner = (): Record<string, unknown> => {
    const { ContainerDefinitions } = resourceAt(all(), 'Scanner/Scanner/Task', 'AWS::ECS::TaskDefinition').Properties;
    const [container] = ContainerDefinitions as { Environment: { Name: string; Value: unknown }[] }[];
    return Object.fromEntries(container!.Environment.map(({ Name, Value }) => [Name, Value]));
  };

  it.each([['Finder', FinderEnv], ['Notification', NotificationEnv], ['Performance', PerformanceEnv]] as const)(
    '%s gets exactly the variables that its env.ts names and readable stack traces', (name, names) => {
      expect(Object.keys(ofFunction(name)).sort()).toEqual([...Object.values(names), 'NODE_OPTIONS'].sort());
    });

  it('the scanner gets exactly the variables that its env.ts names', () => {
    expect(Object.keys(ofScanner()).sort()).toEqual(Object.values(ScannerEnv).sort());
  });

  it('S1.2: points at the live market and the two queues', () => {
    const { QUEUE_URL, PERFORMANCE_QUEUE_URL, ...rest } = ofScanner();
    expect(targetOf(all(), 'Scanner', QUEUE_URL)).toBe('Signals/OpportunityQueue/Queue');
    expect(targetOf(all(), 'Scanner', PERFORMANCE_QUEUE_URL)).toBe('Signals/PerformanceQueue/Queue');
    expect(rest).toEqual({
      BYBIT_WS_URL: 'wss://stream.bybit.com/v5/public/linear', BYBIT_REST_URL: 'https://api.bybit.com',
      LOG_LEVEL: 'info', LOG_FORMAT: 'json', PRESET: 'default', MARKET: 'live', CODE_VERSION: codeVersion(),
    });
  });

  it('each table and topic variable names the resource that it says', () => {
    const targets = (name: string) => Object.fromEntries(Object.entries(ofFunction(name))
      .map(([variable, value]) => [variable, targetOf(all(), 'Signals', value)]));
    expect(targets('Finder')).toMatchObject({ SIGNALS_TABLE: 'State/Signals/Table', SIGNALS_TOPIC_ARN: 'Signals/SignalsTopic/Topic' });
    expect(targets('Notification')).toMatchObject({ ALERTS_TABLE: 'State/Alerts/Table', ALERTS_TOPIC_ARN: 'Signals/AlertsTopic/Topic', ALERTS_PER_HOUR: '20' });
    expect(targets('Performance')).toMatchObject({ OUTCOMES_TABLE: 'State/Outcomes/Table', PRECISION_TABLE: 'State/Precision/Table' });
  });
});
