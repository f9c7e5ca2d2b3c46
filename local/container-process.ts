import { childEnvironment, type ServiceEndpoints } from './child-environment';
import { preloadFlags } from './node-flags';
import { SupervisedProcess } from './supervised-process';
import type { ContainerPlan } from './template/local-plan';

export interface ContainerOptions {
  readonly plan: ContainerPlan;
  readonly endpoints: ServiceEndpoints;
  /** The bundled entry of the container's image. */
  readonly file: string;
  /** The bundled parent guard. */
  readonly guardFile: string;
  /** What this run sets differently from the task definition, e.g. the venue's address. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
  readonly onProblem: (text: string) => void;
}

/** One container of the template as a child process: the task definition's environment, restarts as the service would. */
export const makeContainerProcess = (options: ContainerOptions): SupervisedProcess => {
  const { plan, endpoints, file, guardFile, overrides, onLine, onProblem } = options;
  return new SupervisedProcess({
    name: plan.name, file, nodeFlags: ['--enable-source-maps', ...preloadFlags(guardFile)],
    environment: { ...childEnvironment(endpoints), ...plan.environment, ...overrides },
    onLine,
    onCrash: (how, restartInMs) => { onProblem(`container ${plan.name} ended with ${how}; starting it again in ${restartInMs} ms`); },
  });
};
