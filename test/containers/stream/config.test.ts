import { readConfig } from '../../../containers/stream/config';

const LEAST = { WHALE_FEED_URL: 'ws://127.0.0.1:8090', WHALE_FEED_TOKEN: 'a-token-of-the-feed' };

describe('the stream\'s environment', () => {
  test('with the feed alone it serves this machine, and nobody has a token', () => {
    expect(readConfig(LEAST)).toMatchObject({
      host: '127.0.0.1', port: 8_080, tokensTable: undefined, trustedProxyHops: 0, logLevel: 'info', logFormat: 'human',
      hostPolicy: { allowedOrigins: new Set(), allowedHosts: new Set(['localhost', '127.0.0.1', '[::1]']) },
      gate: { maxClients: 5_000, maxClientsPerAddress: 50, maxClientsPerToken: 10, acceptsPerSecond: 250 },
    });
  });

  test('G10: on all addresses any name may be ours, unless some are listed', () => {
    expect(readConfig({ ...LEAST, STREAM_HOST: '0.0.0.0' }).hostPolicy.allowedHosts).toBeUndefined();
    expect(readConfig({ ...LEAST, STREAM_HOST: '0.0.0.0', ALLOWED_HOSTS: 'Stream.example.com' }).hostPolicy.allowedHosts).toEqual(new Set(['stream.example.com']));
  });

  test.each<[Record<string, string>, string]>([
    [{ WHALE_FEED_URL: '' }, 'environment variable WHALE_FEED_URL is not set: expected the address'],
    [{ WHALE_FEED_URL: 'http://x' }, 'environment variable WHALE_FEED_URL is "http://x": expected a URL beginning with ws:// or wss://'],
    [{ WHALE_FEED_TOKEN: '' }, 'environment variable WHALE_FEED_TOKEN is not set'],
    [{ STREAM_PORT: '80a' }, 'environment variable STREAM_PORT is "80a": expected a whole number from 0 to 65535'],
    [{ ALLOWED_ORIGINS: 'https://a.example, *' }, 'environment variable ALLOWED_ORIGINS holds "*": expected origins such as https://example.com'],
    [{ ALLOWED_ORIGINS: 'https://a.example/' }, 'ALLOWED_ORIGINS holds "https://a.example/"'],
    [{ ALLOWED_ORIGINS: 'null' }, 'ALLOWED_ORIGINS holds "null"'],
    [{ TRUSTED_PROXY_HOPS: '-1' }, 'environment variable TRUSTED_PROXY_HOPS is "-1"'],
    [{ MAX_CLIENTS: '0' }, 'environment variable MAX_CLIENTS is "0": expected a whole number from 1 to 100000'],
    [{ LOG_LEVEL: 'verbose' }, 'environment variable LOG_LEVEL is "verbose"'],
  ])('%j is refused by name', (more, message) => {
    expect(() => readConfig({ ...LEAST, ...more })).toThrow(message);
  });
});
