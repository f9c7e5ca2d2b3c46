import { App, Tags, Validations, type AppProps } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { join } from 'node:path';
import { configFor, type StageConfig, type StreamConfig, type WhalesConfig } from './config';
import { buildDashboard } from './dashboard-bundle';
import { acknowledgeFindings, PAGE_ACKNOWLEDGEMENTS, scannerAcknowledgements, signalsAcknowledgements, stateAcknowledgements, streamAcknowledgements } from './nag-acknowledgements';
import { readSettingsFile, type Settings, type StreamSettings, type WhaleSettings } from './settings-file';
import { PageStack } from './stacks/page-stack';
import { ScannerStack } from './stacks/scanner-stack';
import { SignalsStack } from './stacks/signals-stack';
import { StateStack } from './stacks/state-stack';
import { StreamStack } from './stacks/stream-stack';

/** Context key that chooses the stage: `-c stage=prod`. */
export const STAGE_CONTEXT = 'stage';
/** Context key that names a settings file other than tapewatch.json: `-c config=FILE`. */
export const CONFIG_CONTEXT = 'config';

/** Parts of a tagged whole whose own tags not every checker of templates knows (cfn-lint 1.51), and which cost nothing to tell apart. */
const UNTAGGED = ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule', 'AWS::ApplicationAutoScaling::ScalableTarget'];

/** The thresholds among settings that a person wrote. */
const thresholdsIn = (settings: Readonly<Record<string, unknown>>): Record<string, number | string> =>
  Object.fromEntries(Object.entries(settings).filter((entry): entry is [string, number | string] => ['number', 'string'].includes(typeof entry[1])));

const whalesWith = (config: WhalesConfig | undefined, { enabled, market, ...rules }: WhaleSettings): WhalesConfig | undefined =>
  (config === undefined || enabled === false ? undefined : { ...config, market: market ?? config.market, rules: thresholdsIn(rules) });

const streamWith = (config: StreamConfig | undefined, { enabled, certificateArn, domainName, allowedOrigins, tasks }: StreamSettings): StreamConfig | undefined => {
  if (config === undefined || enabled === false) return undefined;
  const front = certificateArn === undefined || domainName === undefined ? config.front : { certificateArn, domainName };
  return { ...config, front, tasks: tasks ?? config.tasks, allowedOrigins: allowedOrigins ?? config.allowedOrigins };
};

/** A stage's configuration with what the person set in the settings file. */
const configWith = (stage: unknown, { preset, alertsPerDay, alertsPerHour, smsMonthlyUsd, smsReceipts, recordings, radar, whales, stream }: Settings): StageConfig => {
  const config = configFor(stage);
  const watched = whalesWith(config.whales, whales ?? {});
  return {
    ...config,
    alertsPerDay: alertsPerDay ?? config.alertsPerDay,
    alertsPerHour: alertsPerHour ?? config.alertsPerHour,
    sms: { ...config.sms, monthlyUsd: smsMonthlyUsd ?? config.sms.monthlyUsd },
    smsReceipts: smsReceipts ?? config.smsReceipts,
    recordings: recordings ?? config.recordings,
    scanner: { ...config.scanner, preset: preset ?? config.scanner.preset, radar: thresholdsIn(radar ?? {}) },
    whales: watched,
    stream: watched && streamWith(config.stream, stream ?? {}),
  };
};

/** The built page, beside the templates: an asset has to be somewhere before it is staged. */
const buildPage = (app: App): string => {
  const folder = join(app.outdir, 'page');
  buildDashboard(folder);
  return folder;
};

/**
 * The whole product as stacks, in the order in which they are deployed. Bound to no account or region: the credentials
 * of the deployment decide, and synthesis looks nothing up. Throws an Error when the stage is unknown or the settings file broken.
 */
export const makeApp = (props: AppProps = {}): App => {
  const app = new App({ analyticsReporting: false, ...props });
  const settings = readSettingsFile(app.node.tryGetContext(CONFIG_CONTEXT) as string | undefined);
  const config = configWith(app.node.tryGetContext(STAGE_CONTEXT), settings);
  const named = (part: string, description: string) => ({
    stackName: `tapewatch-${config.stage}-${part}`, description: `Tapewatch ${config.stage}: ${description}`,
  });
  const state = new StateStack(app, 'State', {
    ...named('state', 'tables and recordings'), config, terminationProtection: config.deletionProtection,
  });
  const signals = new SignalsStack(app, 'Signals', { ...named('signals', 'queues, topics, functions'), config, state });
  const page = new PageStack(app, 'Page', { ...named('page', 'the page'), config, signals, folder: buildPage(app) });
  const scanner = new ScannerStack(app, 'Scanner', { ...named('scanner', 'network and containers that watch'), config, signals, state });
  const stream = config.stream && scanner.whales && new StreamStack(app, 'Stream', {
    ...named('stream', 'large levels for clients'), config, stream: config.stream, state, signals, page, scanner, whales: scanner.whales,
  });
  Tags.of(app).add('app', 'tapewatch', { excludeResourceTypes: UNTAGGED });
  Tags.of(app).add('stage', config.stage, { excludeResourceTypes: UNTAGGED });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  acknowledgeFindings(state, stateAcknowledgements(config));
  acknowledgeFindings(signals, signalsAcknowledgements(config));
  acknowledgeFindings(page, PAGE_ACKNOWLEDGEMENTS);
  acknowledgeFindings(scanner, scannerAcknowledgements(config));
  if (stream !== undefined) acknowledgeFindings(stream, streamAcknowledgements(config));
  return app;
};
