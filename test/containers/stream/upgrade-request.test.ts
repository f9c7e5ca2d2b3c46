import fc from 'fast-check';
import { readUpgrade, type HostPolicy } from '../../../containers/stream/upgrade-request';

const LOCAL: HostPolicy = { allowedOrigins: new Set(['https://app.example.com', 'http://localhost:3000']), allowedHosts: new Set(['localhost', '127.0.0.1', '[::1]']) };
const ask = (url: string, headers: Record<string, string> = {}, policy = LOCAL) => readUpgrade({ url, headers: { host: '127.0.0.1:8080', ...headers } }, policy);
const TOKEN = `tw_vip_abcdefghijkl_${'A'.repeat(43)}`;

describe('a request to upgrade', () => {
  test.each([
    ['/private', 'private'], ['/vip', 'vip'], ['/public', 'public'], ['/ws/private', 'private'], ['/ws/vip', 'vip'], ['/ws/public', 'public'], ['/vip?a=b', 'vip'],
  ])('C2.20: %s is the %s tier', (url, tier) => {
    expect(ask(url)).toMatchObject({ tier });
  });

  test('G9: no other spelling of a path is a tier (10,000 generated)', () => {
    const known = new Set(['private', 'vip', 'public'].flatMap((tier) => [`/${tier}`, `/ws/${tier}`]));
    const piece = fc.constantFrom('private', 'vip', 'public', 'ws', 'PRIVATE', 'Vip', 'privat\u0435', 'pr%69vate', '..', '.', '', '%2e%2e', '__proto__', 'constructor', 'private ', 'private\u0000', ';', 'topic');
    fc.assert(fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), fc.constantFrom('/', '//', '\\', '/./', '%2f'), fc.constantFrom('', '?tier=private', '#x', '/'), (pieces, separator, end) => {
      const url = `/${pieces.join(separator)}${end}`;
      const path = url.split('?')[0]!;
      const reading = ask(url);
      if (known.has(path)) expect(reading).toMatchObject({ tier: path.split('/').at(-1) });
      else expect(reading).toEqual({ refused: 404 });
    }), { numRuns: 10_000 });
  });

  test('C2.21: a token comes in a header before a sub-protocol before the query', () => {
    const header = { authorization: 'Bearer header-token' };
    const protocol = { 'sec-websocket-protocol': `tapewatch, ${TOKEN}` };
    expect(ask('/vip?token=query', { ...header, ...protocol })).toMatchObject({ token: { text: 'header-token' } });
    expect(ask('/vip?token=query', protocol)).toMatchObject({ token: { text: TOKEN } });
    expect(ask('/vip?key=query')).toMatchObject({ token: { text: 'query' } });
    expect(ask('/vip', { 'sec-websocket-protocol': 'tapewatch' })).toMatchObject({ token: 'first-message' });
    expect(ask('/vip?auth=message')).toMatchObject({ token: 'first-message' });
    expect(ask('/vip', { 'sec-websocket-protocol': `chat, ${TOKEN}` })).toMatchObject({ token: undefined });
    expect(ask('/vip', { authorization: `Basic ${TOKEN}` })).toMatchObject({ token: undefined });
  });

  test.each([
    ['stream_id=vip-1&sequence=7', { resume: { stream_id: 'vip-1', sequence: 7 } }], ['stream_id=vip-1', undefined], ['sequence=7', undefined],
    ['stream_id=vip-1&sequence=-1', undefined], ['stream_id=vip-1&sequence=1e3', undefined], ['stream_id=vip-1&sequence=', undefined],
    ['stream_id=vip-1&sequence=9999999999999999', undefined],
  ])('?%s resumes with %j', (query, resume) => {
    expect(ask(`/vip?${query}`)).toMatchObject({ resume });
  });
});

describe('G10: who may ask', () => {
  test.each([
    'https://evil.example', 'null', '', 'https://app.example.com.evil.example', 'https://app.example.com:444', 'http://app.example.com', 'https://APP.example.com',
    'https://app.example.com/', 'https://sub.app.example.com', 'file://', 'http://127.0.0.1:8080', 'https://app.example.com, https://evil.example',
  ])('a page of origin %j is refused, on every tier, whatever its token', (origin) => {
    for (const tier of ['private', 'vip', 'public']) expect(ask(`/${tier}?token=${TOKEN}`, { origin })).toEqual({ refused: 403 });
  });

  test('a page of a listed origin, and a client that is no page, may ask', () => {
    expect(ask('/public', { origin: 'https://app.example.com' })).toMatchObject({ tier: 'public' });
    expect(ask('/public')).toMatchObject({ tier: 'public' });
  });

  test.each(['evil.example', 'evil.example:8080', '127.0.0.1.evil.example', 'localhost.evil.example:80', '127.0.0.2', '', '[::2]:8080', 'localhost@evil.example'])(
    'a name %j that was made to point here is refused', (host) => { expect(ask('/public', { host })).toEqual({ refused: 403 }); },
  );

  test.each(['localhost', 'LOCALHOST:8080', '127.0.0.1', '127.0.0.1:1', '[::1]:8080'])('%s is this machine', (host) => {
    expect(ask('/public', { host })).toMatchObject({ tier: 'public' });
  });

  test('behind a balancer any name may be ours', () => {
    expect(ask('/public', { host: 'stream.example.com' }, { ...LOCAL, allowedHosts: undefined })).toMatchObject({ tier: 'public' });
  });
});
