import type { PageState } from './page-state';

/**
 * What the token is known to open: whoever opens the log opens the large levels too, so that what opens no level opens nothing. Undefined without
 * a token, where it opens all that it should, and while that is not known.
 */
export const tokenVerdict = ({ config, hasToken, isTokenRefused, whales }: PageState): 'nothing' | 'levels alone' | undefined => {
  if (!hasToken) return undefined;
  const hasStream = config.kind !== 'loaded' || config.value.stream_url !== null;
  if (whales.isTokenRefused || (isTokenRefused && !hasStream)) return 'nothing';
  return isTokenRefused && whales.tier !== undefined ? 'levels alone' : undefined;
};
