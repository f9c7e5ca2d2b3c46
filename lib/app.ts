import { App, Tags, Validations, type AppProps } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { configFor, type StageConfig } from './config';
import { acknowledgeFindings, scannerAcknowledgements, stateAcknowledgements } from './nag-acknowledgements';
import { readSettingsFile, type Settings } from './settings-file';
import { ScannerStack } from './stacks/scanner-stack';
import { SignalsStack } from './stacks/signals-stack';
import { StateStack } from './stacks/state-stack';

/** Context key that chooses the stage: `-c stage=prod`. */
export const STAGE_CONTEXT = 'stage';
/** Context key that names a settings file other than tapewatch.json: `-c config=FILE`. */
export const CONFIG_CONTEXT = 'config';

/** A stage's configuration with what the person set in the settings file. */
const configWith = (stage: unknown, { preset, alertsPerHour, recordings, radar }: Settings): StageConfig => {
  const config = configFor(stage);
  const set = Object.entries(radar ?? {}).filter((entry): entry is [string, number | string] => entry[1] !== undefined);
  return {
    ...config,
    alertsPerHour: alertsPerHour ?? config.alertsPerHour,
    recordings: recordings ?? config.recordings,
    scanner: { ...config.scanner, preset: preset ?? config.scanner.preset, radar: Object.fromEntries(set) },
  };
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
  const scanner = new ScannerStack(app, 'Scanner', { ...named('scanner', 'network and container'), config, signals, recordings: state.recordings });
  Tags.of(app).add('app', 'tapewatch');
  Tags.of(app).add('stage', config.stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  acknowledgeFindings(state, stateAcknowledgements(config));
  acknowledgeFindings(scanner, scannerAcknowledgements(config));
  return app;
};
