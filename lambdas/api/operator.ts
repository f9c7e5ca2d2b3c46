import type { TokenStore } from '../../adapters/aws/token-store';
import { isSecretOf, readTokenText } from '../../adapters/stream-tokens/token-text';
import { isUsable } from '../../core/contracts/stream-token';
import type { TokenCheck } from './handler';

/** A token of the private tier, which is the operator's, also on the stream. Looked up each time: a revoked one opens nothing from then on. */
export const makeOperatorCheck = (store: Pick<TokenStore, 'get'>, nowMs: () => number): TokenCheck => async (bearer) => {
  const parts = bearer === undefined ? undefined : readTokenText(bearer);
  const stored = parts === undefined ? undefined : await store.get(parts.tokenId);
  const isRight = isSecretOf(parts?.secret ?? '', stored);
  return isRight && stored !== undefined && stored.tier === 'private' && isUsable(stored, nowMs());
};
