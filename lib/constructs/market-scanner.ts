import type { Construct } from 'constructs';
import type { StageConfig } from '../config';
import { ContainerTask } from './container-task';

export const SCANNER_SERVICE = 'scanner-service';

/** A volume of the task's own disk; the image has the directory, owned by its user, which the volume takes over. */
export const RECORDING_DIRECTORY = '/recordings';

/** The task that watches the market and sends what it finds. It logs where S1.38 says: `/ecs/crypto-trading/scanner-service`. */
export const makeMarketScanner = (scope: Construct, id: string, config: StageConfig, environment: Record<string, string>): ContainerTask =>
  new ContainerTask(scope, id, {
    name: 'scanner', serviceName: SCANNER_SERVICE, purpose: 'Tapewatch scanner: sends to its queues', size: config.scanner, environment, config,
    volume: config.recordings ? { name: 'recordings', path: RECORDING_DIRECTORY } : undefined,
  });
