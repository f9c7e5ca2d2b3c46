import { makeApi } from '../../../dashboard/net/api';

const CONFIG = { schema: 'page-config.v1', market: 'simulated', speed: 1, anchor_ms: 0, stream_url: null, open_reads: true, code_version: null };

describe('questions to the HTTP API', () => {
  const asked: Request[] = [];
  const api = makeApi({ token: () => 'secret', onClock: () => undefined });

  beforeEach(() => {
    asked.length = 0;
    jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      const request = new Request(new URL(input, 'http://page.test'), init);
      asked.push(request);
      return Promise.resolve(Response.json(request.url.endsWith('/config.json') ? CONFIG : { users: [] }));
    });
  });
  afterEach(() => { jest.restoreAllMocks(); });

  test('the token goes with each of them, and not to the public configuration', async () => {
    await api.users();
    await api.config();
    expect(asked.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([['http://page.test/api/users', 'Bearer secret'], ['http://page.test/config.json', null]]);
  });
});
