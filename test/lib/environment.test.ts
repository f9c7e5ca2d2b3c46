import { ScannerEnv } from '../../containers/scanner/env';
import { StreamEnv } from '../../containers/stream/env';
import { Top10Env, WhaleEnv, WhaleRuleEnv } from '../../containers/whales/env';
import { ApiEnv } from '../../lambdas/api/env';
import { DeliveryEnv, LinksEnv } from '../../lambdas/delivery/env';
import { FinderEnv } from '../../lambdas/finder/env';
import { NotificationEnv } from '../../lambdas/notification/env';
import { PerformanceEnv } from '../../lambdas/performance/env';
import { ScheduleEnv } from '../../lambdas/schedule/env';
import { codeVersion } from '../../lib/code-version';
import { STAGES } from '../../lib/config';
import { resourceAt, targetOf, templatesOf } from './synthesized';

describe.each(STAGES)('environment (%s)', (stage) => {
  const all = () => templatesOf(stage);
  const ofFunction = (name: string): Record<string, unknown> => {
    const { Environment } = resourceAt(all(), `Signals/${name}/Function`, 'AWS::Lambda::Function').Properties;
    return (Environment as { Variables: Record<string, unknown> }).Variables;
  };
  const containerAt = (task: string) => {
    const { ContainerDefinitions } = resourceAt(all(), task, 'AWS::ECS::TaskDefinition').Properties;
    const [{ Environment, Secrets = [] }] = ContainerDefinitions as [{ Environment: { Name: string; Value: unknown }[]; Secrets?: { Name: string; ValueFrom: unknown }[] }];
    return {
      values: Object.fromEntries(Environment.map(({ Name, Value }) => [Name, Value])),
      secrets: Object.fromEntries(Secrets.map(({ Name, ValueFrom }) => [Name, ValueFrom])),
    };
  };
  const ofScanner = (): Record<string, unknown> => containerAt('Scanner/Scanner/Task').values;

  it.each([['Finder', FinderEnv], ['Notification', NotificationEnv], ['Delivery', { ...DeliveryEnv, ...LinksEnv }], ['Performance', PerformanceEnv],
    ['Schedule', ScheduleEnv], ['Api', ApiEnv]] as const)(
    '%s gets exactly the variables that its env.ts names and readable stack traces', (name, names) => {
      expect(Object.keys(ofFunction(name)).sort()).toEqual([...Object.values(names), 'NODE_OPTIONS'].sort());
    });

  it('the scanner gets exactly the variables that its env.ts names', () => {
    expect(Object.keys(ofScanner()).sort()).toEqual(Object.values(ScannerEnv).sort());
  });

  it('S1.2: points at the live market and the two queues', () => {
    const { QUEUE_URL, PERFORMANCE_QUEUE_URL, ACTIVITY_TABLE, ...rest } = ofScanner();
    expect(targetOf(all(), 'Scanner', ACTIVITY_TABLE)).toBe('State/Activity/Table');
    expect(targetOf(all(), 'Scanner', QUEUE_URL)).toBe('Signals/OpportunityQueue/Queue');
    expect(targetOf(all(), 'Scanner', PERFORMANCE_QUEUE_URL)).toBe('Signals/PerformanceQueue/Queue');
    expect(rest).toEqual({
      BYBIT_WS_URL: 'wss://stream.bybit.com/v5/public/linear', BYBIT_REST_URL: 'https://api.bybit.com',
      LOG_LEVEL: 'info', LOG_FORMAT: 'json', PRESET: 'default', MARKET: 'live', CODE_VERSION: codeVersion(),
    });
  });

  it('S2.2: the whale scanner watches live spot books by the venue\'s own addresses, and is told no secret in plain text', () => {
    const { values: { QUEUE_URL, PERFORMANCE_QUEUE_URL, WHALES_TABLE, ACTIVITY_TABLE, ...rest }, secrets } = containerAt('Scanner/Whales/Scanner/Task');
    expect([QUEUE_URL, PERFORMANCE_QUEUE_URL, WHALES_TABLE, ACTIVITY_TABLE].map((value) => targetOf(all(), 'Scanner', value)))
      .toEqual(['Signals/OpportunityQueue/Queue', 'Signals/PerformanceQueue/Queue', 'State/WhaleState/Table', 'State/Activity/Table']);
    expect(rest).toEqual({
      WHALE_MARKET: 'spot', WHALE_FEED_PORT: '8090', WHALE_FEED_HOST: '0.0.0.0', LOG_LEVEL: 'info', LOG_FORMAT: 'json', MARKET: 'live', CODE_VERSION: codeVersion(),
    });
    expect(Object.keys(secrets)).toEqual(['WHALE_FEED_TOKEN']);
    expect(targetOf(all(), 'Scanner', secrets['WHALE_FEED_TOKEN'])).toBe('Scanner/Whales/Feed/Token');
    const known: readonly string[] = [...Object.values(WhaleEnv), ...Object.values(WhaleRuleEnv), Top10Env.mode];
    for (const name of [...Object.keys(rest), ...Object.keys(secrets)]) expect(known).toContain(name);
  });

  it('the stream is told the private name of the feed, its token as a secret, and that one balancer stands before it', () => {
    const { values: { STREAM_TOKENS_TABLE, ACTIVITY_TABLE, ALLOWED_ORIGINS, ...rest }, secrets } = containerAt('Stream/Service/Stream/Task');
    expect([STREAM_TOKENS_TABLE, ACTIVITY_TABLE].map((value) => targetOf(all(), 'Stream', value))).toEqual(['State/StreamTokens/Table', 'State/Activity/Table']);
    // The page, under the name that CloudFront gave it.
    expect(JSON.stringify(ALLOWED_ORIGINS)).toMatch(/"https:\/\/",\{"Fn::ImportValue":"tapewatch-\w+-page:[^"]*DomainName/);
    expect(rest).toEqual({
      STREAM_PORT: '8080', STREAM_HOST: '0.0.0.0', WHALE_FEED_URL: 'ws://whales.tapewatch.internal:8090', TRUSTED_PROXY_HOPS: '1',
      LOG_LEVEL: 'info', LOG_FORMAT: 'json',
    });
    expect(Object.entries(secrets).map(([name, value]) => [name, targetOf(all(), 'Stream', value)])).toEqual([['WHALE_FEED_TOKEN', 'Scanner/Whales/Feed/Token']]);
    const known: readonly string[] = Object.values(StreamEnv);
    for (const name of ['STREAM_TOKENS_TABLE', 'ACTIVITY_TABLE', 'ALLOWED_ORIGINS', ...Object.keys(rest), ...Object.keys(secrets)]) expect(known).toContain(name);
  });

  it('each table and topic variable names the resource that it says', () => {
    const targets = (name: string) => Object.fromEntries(Object.entries(ofFunction(name))
      .map(([variable, value]) => [variable, targetOf(all(), 'Signals', value)]));
    expect(targets('Finder')).toMatchObject({ SIGNALS_TABLE: 'State/Signals/Table', SIGNALS_TOPIC_ARN: 'Signals/SignalsTopic/Topic' });
    expect(targets('Notification')).toMatchObject({
      USERS_TABLE: 'State/Users/Table', ALERT_STATES_TABLE: 'State/AlertStates/Table', ALERTS_TABLE: 'State/Alerts/Table', DELIVERIES_TABLE: 'State/Deliveries/Table',
      PRECISION_TABLE: 'State/Precision/Table', DELIVERY_QUEUE_URL: 'Signals/DeliveryQueue/Queue', ALERTS_PER_DAY: '12', ALERTS_PER_HOUR: '4', SMS_MONTHLY_USD: '1', SMS_SEGMENT_USD: '0.05',
    });
    expect(targets('Delivery')).toMatchObject({
      USERS_TABLE: 'State/Users/Table', DELIVERIES_TABLE: 'State/Deliveries/Table', DELIVERY_QUEUE_URL: 'Signals/DeliveryQueue/Queue',
      ALERTS_TOPIC_ARN: 'Signals/AlertsTopic/Topic', CHANNEL_SECRETS_ARN: 'Signals/ChannelSecrets', SMS_MONTHLY_USD: '1', SMS_SEGMENT_USD: '0.05',
    });
    expect(targets('Performance')).toMatchObject({ OUTCOMES_TABLE: 'State/Outcomes/Table', PRECISION_TABLE: 'State/Precision/Table' });
    expect(targets('Schedule')).toMatchObject({
      USERS_TABLE: 'State/Users/Table', ALERT_STATES_TABLE: 'State/AlertStates/Table', DELIVERIES_TABLE: 'State/Deliveries/Table', DELIVERY_QUEUE_URL: 'Signals/DeliveryQueue/Queue',
      OPPORTUNITY_QUEUE_URL: 'Signals/OpportunityQueue/Queue', PERFORMANCE_QUEUE_URL: 'Signals/PerformanceQueue/Queue',
    });
  });
});
