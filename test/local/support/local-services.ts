import { ServicesProcess } from '../../../local/services/services-process';
import { createLocalClients, type LocalClients } from '../../../local/services/clients';
import type { ServiceEndpoints } from '../../../local/child-environment';

export interface RunningServices {
  readonly services: ServicesProcess;
  readonly endpoints: ServiceEndpoints;
  readonly clients: LocalClients;
  readonly problems: string[];
  stop(): Promise<void>;
}

/** The real services process on a folder, with clients. */
export const startServices = async (dataDir: string): Promise<RunningServices> => {
  const problems: string[] = [];
  const services = new ServicesProcess({ dataDir, onProblem: (text) => problems.push(text) });
  const endpoints = await services.start();
  const clients = createLocalClients(endpoints);
  return { services, endpoints, clients, problems, stop: async () => { clients.destroy(); await services.stop(); } };
};
