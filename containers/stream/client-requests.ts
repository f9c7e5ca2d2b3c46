import type { Logger } from '../../adapters/logging';
import { ContractError, parseJson } from '../../core/contracts/contract';
import { parseStreamRequest, type StreamRequest } from '../../core/contracts/stream-request';
import { CLOSE } from './socket-client';
import type { StreamClient } from './stream-client';
import type { TokenGuard } from './token-guard';

export interface RequestPorts {
  readonly guard: Pick<TokenGuard, 'revoke'>;
  readonly status: () => object;
  readonly logger: Logger;
}

/** Undefined: nothing that a client may say. */
const read = (text: string): StreamRequest | undefined => {
  try {
    return parseJson(parseStreamRequest, text);
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
};

/**
 * What clients say. The tier that the socket was opened for decides each time, whatever the message claims; a message that is not known,
 * or not this tier's, ends the connection.
 */
export const makeRequestHandler = ({ guard, status, logger }: RequestPorts) => {
  const revoke = async (client: StreamClient, tokenId: string): Promise<void> => {
    const by = { by: client.grant?.tokenId, by_label: client.grant?.label };
    try {
      const isKnown = await guard.revoke(tokenId);
      logger.warn('stream-revoke', `token ${tokenId} ${isKnown ? 'revoked' : 'is not known'}`, { ...by, revoked_id: tokenId, is_known: isKnown });
      client.answer({ type: 'revoked', token_id: tokenId, is_known: isKnown });
    } catch (error) {
      logger.error('stream-revoke-failed', `token ${tokenId} could not be revoked`, { ...by, revoked_id: tokenId, error });
      client.answer({ type: 'failed', op: 'revoke', token_id: tokenId, error: 'the table of tokens does not answer: try again' });
    }
  };

  return (client: StreamClient, text: string): void => {
    const request = read(text);
    if (request === undefined) return client.cut(CLOSE.policy, 'bad message');
    // Too late where a snapshot has gone out: that holds all that was missed.
    if ('resume' in request) return client.begin(request);
    if (client.tier !== 'private') return client.cut(CLOSE.policy, 'not permitted');
    client.begin(undefined);
    if (request.op === 'status') client.answer({ type: 'status', ...status() });
    else void revoke(client, request.token_id);
  };
};
