import { parseChannelSecrets, readChannelSecrets, type ChannelSecrets } from '../adapters/aws/channel-secrets';
import { makeSecretsClient } from '../adapters/aws/clients';
import { optionalEnv, requireEnv } from '../adapters/env';
import { LocalDeliveryEnv } from './delivery/env';

/** The channels' secret by the name of the variable with its ARN: read once, and again after a read that failed. A run on one machine gives it itself. */
export const channelSecretsFrom = (variable: string): (() => Promise<ChannelSecrets>) => {
  const secretArn = requireEnv(variable, 'the ARN of the channels\' secret');
  const read = async (): Promise<ChannelSecrets> => {
    const given = optionalEnv(LocalDeliveryEnv.channelSecrets);
    return given === undefined ? readChannelSecrets({ client: makeSecretsClient(), secretArn }) : parseChannelSecrets(given);
  };
  let known: Promise<ChannelSecrets> | undefined;
  return () => {
    known ??= read().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
};
