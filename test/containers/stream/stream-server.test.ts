import { hashOf, whaleOrder, type OrderChoice } from '../../support/whale-order';
import { until } from '../../support/until';
import { bearer, closeAll, dial, idOf, startServer } from './fixture';

afterEach(closeAll);

const alive = (choice: OrderChoice) => ({ order: whaleOrder(choice), removed_time_ms: null });
const GOLD = whaleOrder({ number: 1, category: 'gold' });
const DIAMOND = whaleOrder({ number: 2 });

describe('the tiers', () => {
  test('S2.19-S2.21, C2.20: each path serves its tier, with /ws before it or without', async () => {
    const { url, tokens } = await startServer({ orders: [GOLD, DIAMOND] });
    const [top, vip] = [bearer(tokens.issue('private')), bearer(tokens.issue('vip'))];
    for (const prefix of ['', '/ws']) {
      const clients = [dial(`${url}${prefix}/private`, top), dial(`${url}${prefix}/vip`, vip), dial(`${url}${prefix}/public`)];
      await Promise.all(clients.map((client) => client.served()));
      expect(clients.map(({ messages: [first] }) => [first?.tier, first?.type, first?.type === 'snapshot' && first.orders.length]))
        .toEqual([['private', 'snapshot', 2], ['vip', 'snapshot', 2], ['public', 'snapshot', 0]]);
    }
  });

  test('a snapshot, then what changes, numbered on', async () => {
    const { url, hub, tokens } = await startServer({ orders: [GOLD] });
    const client = await dial(`${url}/vip`, bearer(tokens.issue('vip'))).served();
    hub.acceptChanges([alive({ number: 3 }), { order: GOLD, removed_time_ms: 9 }]);
    await until(() => client.texts.length === 3, 'two messages');
    expect(client.brief).toEqual(['snapshot 1', 'order 2', 'removed 3']);
  });

  test('C2.22: what a vip hears holds no evidence; the private tier has it', async () => {
    const { url, hub, tokens } = await startServer({ orders: [DIAMOND] });
    const [top, vip] = [dial(`${url}/private`, bearer(tokens.issue('private'))), dial(`${url}/vip`, bearer(tokens.issue('vip')))];
    await Promise.all([top.served(), vip.served()]);
    hub.acceptChanges([alive({ number: 3 })]);
    await until(() => top.texts.length === 2 && vip.texts.length === 2, 'the change');
    expect(top.texts.join()).toContain('c0ffee');
    expect(vip.texts.join()).not.toMatch(/evidence|c0ffee/);
  });

  test('S2.21: the public tier hears of diamonds alone, five seconds late', async () => {
    const { url, hub, clock } = await startServer({ isClockStill: true });
    const client = await dial(`${url}/public`).served();
    hub.acceptChanges([alive({ number: 1, category: 'gold' }), alive({ number: 2, category: 'diamond' })]);
    clock.skewMs += 4_999;
    hub.advance();
    await new Promise((resolve) => { setTimeout(resolve, 100); });
    expect(client.texts).toHaveLength(1);
    clock.skewMs += 1;
    await until(() => client.texts.length === 2, 'the diamond');
    expect(client.messages[1]).toMatchObject({ type: 'order', trigger: 'new_hot', order: { order_hash: hashOf(2) } });
  });

  test('before the feed was ever heard nobody is served, and told when to come back', async () => {
    const { url } = await startServer({ isReady: false });
    const client = dial(`${url}/public`);
    expect(await client.refused()).toBe(503);
    expect(client.retryAfter).toBe('3');
  });
});

describe('how a token is handed over', () => {
  test('C2.21: in a header, as a sub-protocol, as the first message, or in the query', async () => {
    const { url, tokens } = await startServer({ orders: [GOLD] });
    const token = tokens.issue('vip');
    const clients = [
      dial(`${url}/vip`, bearer(token)),
      dial(`${url}/vip`, { protocols: ['tapewatch', token] }),
      dial(`${url}/vip`, { protocols: ['tapewatch'], firstText: JSON.stringify({ token }) }),
      dial(`${url}/vip?auth=message`, { firstText: JSON.stringify({ token }) }),
      dial(`${url}/vip?token=${token}`), dial(`${url}/vip?key=${token}`),
    ];
    await Promise.all(clients.map((client) => client.served()));
    expect(clients.map(({ brief }) => brief)).toEqual(clients.map(() => ['snapshot 1']));
    expect(clients.map(({ socket }) => socket.protocol)).toEqual(['', 'tapewatch', 'tapewatch', '', '', '']);
  });

  test('G7: a wrong secret, an unknown token, one of a lower tier and none at all are answered alike', async () => {
    const { url, tokens } = await startServer();
    const vip = tokens.issue('vip');
    const wrong = `${vip.slice(0, -1)}${vip.endsWith('A') ? 'B' : 'A'}`;
    const answers = [`/vip?token=${wrong}`, `/vip?token=tw_vip_aaaaaaaaaaaa_${'A'.repeat(43)}`, `/private?token=${vip}`, '/vip?token=', '/vip'];
    const statuses = [];
    for (const [index, path] of answers.entries()) statuses.push(await dial(`${url}${path}`, { localAddress: `127.0.3.${index + 1}` }).refused());
    expect(statuses).toEqual([401, 401, 401, 401, 401]);
  });

  test('a private token opens the tiers below, as those tiers', async () => {
    const { url, tokens } = await startServer({ orders: [DIAMOND] });
    const client = await dial(`${url}/vip`, bearer(tokens.issue('private'))).served();
    expect(client.messages[0]?.tier).toBe('vip');
    expect(client.texts[0]).not.toContain('evidence');
  });

  test.each([
    ['a wrong token', JSON.stringify({ token: 'tw_vip_x' })], ['no JSON', 'hello'], ['another message', JSON.stringify({ op: 'status' })],
    ['a claimed tier', JSON.stringify({ token: 'x', tier: 'private' })], ['silence', undefined],
  ])('a socket that was opened for a token and gets %s is cut without a word', async (_, firstText) => {
    const { url } = await startServer({ orders: [GOLD], waits: { helloMs: 150 } });
    const client = dial(`${url}/private?auth=message`, firstText === undefined ? {} : { firstText });
    expect(await client.ended()).toBe(1008);
    expect(client.texts).toEqual([]);
  });

  test('G8: an expired token opens nothing, and closes when it expires', async () => {
    const clock = { nowMs: 1_700_000_000_000 };
    const { url, tokens } = await startServer({ epochMs: () => clock.nowMs });
    const token = tokens.issue('vip', clock.nowMs);
    const client = await dial(`${url}/vip`, bearer(token)).served();
    clock.nowMs += 86_400_000;
    expect([await client.ended(), client.reason]).toEqual([1008, 'token expired']);
    expect(await dial(`${url}/vip`, bearer(token)).refused()).toBe(401);
  });

  test('G8: a token that is revoked elsewhere closes its sockets, and no other', async () => {
    const { url, tokens } = await startServer();
    const [gone, kept] = [tokens.issue('vip'), tokens.issue('vip')];
    const clients = await Promise.all([gone, gone, kept].map((token) => dial(`${url}/vip`, bearer(token)).served()));
    await tokens.revoke(idOf(gone), Date.now());
    expect(await Promise.all(clients.slice(0, 2).map((client) => client.ended()))).toEqual([1008, 1008]);
    expect([clients[0]?.reason, clients[2]?.code]).toEqual(['token revoked', 0]);
    expect(await dial(`${url}/vip`, bearer(gone)).refused()).toBe(401);
  });

  test('a table that does not answer is no reason to call a token wrong', async () => {
    const { url, tokens } = await startServer();
    const token = tokens.issue('vip');
    const client = await dial(`${url}/vip`, bearer(token)).served();
    tokens.isDown = true;
    expect(await dial(`${url}/vip`, bearer(token)).refused()).toBe(503);
    tokens.isDown = false;
    await dial(`${url}/vip`, bearer(token)).served();
    expect(client.code).toBe(0);
  });

  test('no token, whole or in part, gets into the log', async () => {
    const { url, tokens, lines } = await startServer();
    const [vip, top] = [tokens.issue('vip'), tokens.issue('private')];
    const wrong = `tw_vip_bbbbbbbbbbbb_${'S'.repeat(43)}`;
    await Promise.all([
      dial(`${url}/vip?token=${vip}`).served(), dial(`${url}/vip?key=${wrong}`).refused(), dial(`${url}/vip`, { protocols: ['tapewatch', vip] }).served(),
      dial(`${url}/vip?auth=message`, { firstText: JSON.stringify({ token: vip }) }).served(), dial(`${url}/nowhere?token=${vip}`).refused(),
      dial(`${url}/vip`, { ...bearer(vip), firstText: JSON.stringify({ token: vip }) }).ended(),
    ]);
    const operator = await dial(`${url}/private`, { ...bearer(top), firstText: JSON.stringify({ op: 'revoke', token_id: idOf(vip) }) }).served();
    await until(() => operator.texts.length === 2, 'the answer');
    expect(lines.length).toBeGreaterThan(3);
    for (const secret of [vip, top, wrong]) expect(lines.join('\n')).not.toContain(secret.slice(-43));
  });
});

describe('resuming', () => {
  const setUp = async () => {
    const { url, hub, tokens, ...rest } = await startServer({ orders: [GOLD], waits: { resumeMs: 2_000 } });
    const options = bearer(tokens.issue('vip'));
    const first = await dial(`${url}/vip?stream_id=none&sequence=0`, options).served();
    hub.acceptChanges([alive({ number: 3 })]);
    await until(() => first.texts.length === 2, 'a message');
    first.socket.terminate();
    hub.acceptChanges([alive({ number: 4 }), alive({ number: 5 })]);
    const { stream_id: streamId, sequence } = first.messages[1]!;
    return { url, hub, tokens, options, streamId, sequence, ...rest };
  };

  test('by the query: exactly what was missed, then what comes', async () => {
    const { url, hub, options, streamId, sequence } = await setUp();
    const client = dial(`${url}/vip?stream_id=${streamId}&sequence=${sequence}`, options);
    await until(() => client.texts.length === 2, 'what was missed');
    hub.acceptChanges([alive({ number: 6 })]);
    await until(() => client.texts.length === 3, 'what comes');
    expect(client.brief).toEqual(['order 3', 'order 4', 'order 5']);
  });

  test('by the first message, alone or with the token', async () => {
    const { url, options, tokens, streamId, sequence } = await setUp();
    const resume = { stream_id: streamId, sequence };
    const clients = [
      dial(`${url}/vip`, { ...options, firstText: JSON.stringify({ resume }) }),
      dial(`${url}/vip?auth=message`, { firstText: JSON.stringify({ token: tokens.issue('vip'), resume }) }),
    ];
    await until(() => clients.every(({ texts }) => texts.length === 2), 'what was missed');
    expect(clients.map(({ brief }) => brief)).toEqual([['order 3', 'order 4'], ['order 3', 'order 4']]);
  });

  test('nothing missed is nothing said', async () => {
    const { url, hub, options, streamId } = await setUp();
    const client = dial(`${url}/vip?stream_id=${streamId}&sequence=4`, options);
    await until(() => client.isOpen, 'open');
    hub.acceptChanges([alive({ number: 6 })]);
    await client.served();
    expect(client.brief).toEqual(['order 5']);
  });

  test('G9: the number of another tier, of another task, or of the future is answered by a snapshot of this tier', async () => {
    const { url, hub, tokens, streamId } = await setUp();
    const privateId = hub.framesOf('private').channel.streamId;
    const token = tokens.issue('vip');
    for (const [id, sequence] of [[privateId, 1], ['x'.repeat(100), 1], [streamId, 999], ['__proto__', 0]] as const) {
      const client = await dial(`${url}/vip?stream_id=${id}&sequence=${sequence}`, bearer(token)).served();
      expect(client.messages[0]).toMatchObject({ type: 'snapshot', tier: 'vip', sequence: 4 });
      expect(client.texts[0]).not.toContain('evidence');
      client.socket.terminate();
    }
  });
});

describe('the operator', () => {
  const operate = async (...requests: object[]) => {
    const { url, tokens, lines } = await startServer({ orders: [GOLD] });
    const client = dial(`${url}/private`, bearer(tokens.issue('private')));
    const vipToken = tokens.issue('vip');
    const vip = dial(`${url}/vip`, bearer(vipToken));
    await Promise.all([client.served(), vip.served()]);
    const ask = async (request: object): Promise<unknown> => {
      const before = client.texts.length;
      client.socket.send(JSON.stringify(request));
      await until(() => client.texts.length > before || client.code !== 0, 'an answer');
      return JSON.parse(client.texts.at(-1) ?? '{}');
    };
    const answers = [];
    for (const request of requests) answers.push(await ask(request));
    return { ask, tokens, vip, vipToken, lines, answers };
  };

  test('sees the state', async () => {
    const { answers } = await operate({ op: 'status' });
    expect(answers[0]).toMatchObject({ type: 'status', feed: { connected: true }, clients: 2, levels: 1, tiers: { vip: { clients: 1, sent: 1 }, public: { dropped: 0 } } });
  });

  test('G8: revokes a token: acknowledged, its sockets closed, and who did it is in the log', async () => {
    const { ask, vip, vipToken, lines } = await operate();
    expect(await ask({ op: 'revoke', token_id: idOf(vipToken) })).toEqual({ type: 'revoked', token_id: idOf(vipToken), is_known: true });
    expect(await vip.ended()).toBe(1008);
    const line = lines.map((text) => JSON.parse(text) as Record<string, unknown>).find(({ event }) => event === 'stream-revoke');
    expect(line).toMatchObject({ level: 'warn', revoked_id: idOf(vipToken), is_known: true, by_label: 'a private client' });
  });

  test('is told that a token is not known, or that the table does not answer', async () => {
    const { ask, tokens } = await operate();
    expect(await ask({ op: 'revoke', token_id: 'aaaaaaaaaaaa' })).toEqual({ type: 'revoked', token_id: 'aaaaaaaaaaaa', is_known: false });
    tokens.isDown = true;
    expect(await ask({ op: 'revoke', token_id: 'aaaaaaaaaaaa' })).toMatchObject({ type: 'failed', op: 'revoke', token_id: 'aaaaaaaaaaaa' });
  });

  test.each(['vip', 'public'] as const)('C2.22: the %s tier has no such right', async (tier) => {
    const { url, tokens } = await startServer();
    const client = await dial(`${url}/${tier}`, tier === 'vip' ? bearer(tokens.issue('vip')) : {}).served();
    client.socket.send(JSON.stringify({ op: 'status' }));
    expect([await client.ended(), client.reason]).toEqual([1008, 'not permitted']);
    expect(client.texts).toHaveLength(1);
  });
});

describe('what is not the stream', () => {
  test('health needs no token, tells of the feed and of each tier, and of nobody', async () => {
    const { port, tokens, url } = await startServer({ orders: [GOLD] });
    const token = tokens.issue('vip');
    await dial(`${url}/vip`, bearer(token)).served();
    const answer = await fetch(`http://127.0.0.1:${port}/health`);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ status: 'ok', feed: { connected: true, age_ms: 5 }, tiers: { vip: { clients: 1 } }, lag_ms: expect.any(Number) as number });
    expect(text).not.toMatch(new RegExp(`${idOf(token)}|label|127\\.0`));
  });

  test('a path of the stream without an upgrade asks for one; others are not found', async () => {
    const { port } = await startServer();
    const ask = async (path: string, method = 'GET') => (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status;
    expect([await ask('/vip'), await ask('/ws/public'), await ask('/'), await ask('/health/'), await ask('/health', 'POST')]).toEqual([426, 426, 404, 404, 404]);
  });

  test('G11: a stop sends everyone away with a hint when to come back', async () => {
    const { url, server } = await startServer();
    const clients = await Promise.all(Array.from({ length: 5 }, () => dial(`${url}/public`).served()));
    await server.stop();
    expect(await Promise.all(clients.map((client) => client.ended()))).toEqual([1001, 1001, 1001, 1001, 1001]);
    expect(JSON.parse(clients[0]!.reason)).toEqual({ retry_in_ms: 2_750 });
  });
});
