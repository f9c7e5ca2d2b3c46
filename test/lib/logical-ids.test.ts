import { STAGES } from '../../lib/config';
import { STACKS, resourcesOf, templatesOf } from './synthesized';

const HOLDERS = ['AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::Logs::LogGroup', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret'];

const EVERYWHERE = [
  'State.SignalsTable89526324', 'State.AlertsTable3C20DA98', 'State.OutcomesTable662CA05F', 'State.PrecisionTable8B64DE08',
  'Signals.OperationsTopic6D6844EA', 'Signals.SignalsTopic9DCF18FD', 'Signals.AlertsTopicD3C00880',
  'Signals.OpportunityQueue9FB1977D', 'Signals.OpportunityQueueDeadLetters898503AC',
  'Signals.NotificationQueue9098CA41', 'Signals.NotificationQueueDeadLettersE395C874',
  'Signals.PerformanceQueue85CF1DBB', 'Signals.PerformanceQueueDeadLetters95A82D6C',
  'Signals.FinderLogs82256F25', 'Signals.NotificationLogs1EEE9349', 'Signals.PerformanceLogs8ABC92C4',
  'State.UsersTable6D91A5EE', 'State.AlertStatesTable495B517E', 'State.DeliveriesTable439E74BF',
  'Signals.DeliveryQueue8F251BF1', 'Signals.DeliveryQueueDeadLettersDAAF5EFC', 'Signals.DeliveryLogsE7964E8F', 'Signals.ChannelSecrets2E396A07',
  'Signals.ScheduleLogs4BAA7640', 'Signals.ApiLogsCD139AD4', 'Signals.FrontAccessLog62425CE8', 'State.ActivityTable9455E29F',
  'Scanner.ScannerLogs1C107EEE',
  'State.WhaleStateTableC0491DBA', 'State.StreamTokensTableEB3DBAB6',
  'Scanner.WhalesFeedTokenB94EB42E', 'Scanner.WhalesScannerLogs1F3DFCCC', 'Stream.ServiceStreamLogs60060E1F',
];
const PROD_ONLY = ['State.TablesKey11820CBC', 'Signals.QueuesKey8CBF3E72', 'Signals.TopicsKeyF5117125', 'Scanner.NetworkFlowLogs2BEC3212'];

/** Held by fixed names: under another id a second one would be made while the first is still there, and the deployment fail or take it down. */
const NAMED = {
  'AWS::ECS::Cluster': ['Scanner.ScannerClusterD7631964'],
  'AWS::ECS::Service': ['Scanner.ScannerService289B4EB4', 'Scanner.WhalesScannerService5D708111', 'Stream.ServiceStreamService66FBE3DA'],
};

describe.each(STAGES)('logical ids (%s)', (stage) => {
  it('of everything that holds data are unchanged: another id is a new and empty resource', () => {
    const templates = templatesOf(stage);
    const ids = STACKS.flatMap((stack) => HOLDERS.flatMap((type) => resourcesOf(templates[stack], type)
      .map((resource) => `${stack}.${Object.entries(templates[stack].Resources).find(([, other]) => other === resource)![0]}`)));
    // The log of CDK's own copier of files holds nothing that anybody would miss.
    expect(ids.filter((id) => !id.startsWith('Page.Custom')).sort()).toEqual([...EVERYWHERE, ...(stage === 'prod' ? PROD_ONLY : [])].sort());
  });

  it.each(Object.entries(NAMED))('of what has a fixed name are unchanged: %s', (type, paths) => {
    const ids = STACKS.flatMap((stack) => Object.entries(templatesOf(stage)[stack].Resources)
      .filter(([, { Type }]) => Type === type).map(([id]) => `${stack}.${id}`));
    expect(ids).toEqual(paths);
  });
});
