import { describeInBrowser, screenshot } from '../support/browser';
import { PAGE_TOKEN } from '../support/page-server';
import { pageUser, whaleSnapshot } from '../support/page-world';
import { until } from '../support/until';
import { pageFixture, tellAlert, withToken } from './fixture';

describeInBrowser('the way to the server', () => {
  const fixture = pageFixture();

  test('after a cut it asks meanwhile, comes back where it was, and shows everything once', async () => {
    const running = await fixture.serve();
    const page = await fixture.open(withToken(running.url));
    await page.getByText('live', { exact: true }).waitFor();
    tellAlert(running, 'AAAUSDT');
    await page.locator('.row', { hasText: 'AAAUSDT' }).waitFor();
    running.cut();
    tellAlert(running, 'BBBUSDT');
    await page.getByText('every 2 s', { exact: true }).waitFor();
    await page.locator('.row', { hasText: 'BBBUSDT' }).waitFor();
    running.mend();
    tellAlert(running, 'CCCUSDT');
    await page.getByText('live', { exact: true }).waitFor();
    tellAlert(running, 'DDDUSDT');
    await page.locator('.row', { hasText: 'DDDUSDT' }).waitFor();
    expect((await page.locator('#opportunity-list .symbol').allInnerTexts()).sort()).toEqual(['AAAUSDT', 'BBBUSDT', 'CCCUSDT', 'DDDUSDT']);
    expect(await page.locator('#alert-list > li').count()).toBe(4);
    expect(running.asked.filter((one) => /^activity \d+$/.test(one)).length).toBeGreaterThan(0);
  });

  test('the large levels resume after a cut with what was heard last', async () => {
    const running = await fixture.serve();
    running.world.whaleSnapshot = whaleSnapshot();
    const page = await fixture.open(withToken(running.url));
    await page.locator('.level').nth(3).waitFor();
    expect(await page.locator('.level .grade').allInnerTexts()).toEqual(['Diamond', 'Diamond', 'Gold', 'Basic']);
    running.cut();
    await page.getByText('reconnecting').waitFor();
    running.mend();
    await until(() => running.asked.includes('private private-1:7'), 'the resumption');
    const { orders } = running.world.whaleSnapshot as Extract<typeof running.world.whaleSnapshot, { type: 'snapshot' }>;
    const [first] = orders;
    await page.getByText('4 · private', { exact: true }).waitFor();
    running.tellWhales({ ...whaleSnapshot(), type: 'removed', trigger: 'left_hot', removed_time_ms: 0, sequence: 8, order: { ...first!, fate: { ...first!.fate, kind: 'pulled' } } });
    await page.locator('.level.gone', { hasText: 'gone: pulled' }).waitFor();
  });

  test('while the server does not answer, the page says since when', async () => {
    const running = await fixture.serve({ hasStream: false });
    const page = await fixture.open(running.url);
    await page.getByText('every 2 s', { exact: true }).waitFor();
    running.world.isBroken = true;
    await page.getByText(/offline since \d\d:\d\d:\d\d/).waitFor();
    await page.getByRole('alert').getByText('what is shown grows old').waitFor();
    running.world.isBroken = false;
    await page.getByText('every 2 s', { exact: true }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('figures that could not be had again are said to be old, also while the log is told', async () => {
    const running = await fixture.serve();
    running.world.users = [pageUser()];
    running.world.queues = { schema: 'queue-page.v1', time_ms: 0, queues: [{ name: 'delivery-queue', waiting: 3, in_flight: 0, delayed: 0, dead_letters: 0 }] };
    const page = await fixture.open(withToken(running.url));
    await page.getByText('live', { exact: true }).waitFor();
    const health = page.getByRole('button', { name: 'Health' });
    await health.click();
    await page.getByText('delivery-queue').waitFor();
    running.world.isBroken = true;
    await health.click();
    await page.getByRole('region', { name: 'Queues' }).getByText(/as of \d\d:\d\d:\d\d UTC: The tables do not answer\./).waitFor();
    await page.getByRole('button', { name: 'Track record' }).click();
    await page.getByText(/as of \d\d:\d\d:\d\d UTC/).filter({ visible: true }).waitFor();
    await page.getByText('live', { exact: true }).waitFor();
    running.world.isBroken = false;
    await health.click();
    await page.getByText('counts are approximate').waitFor();
  });

  test('a level grows older between two messages; how far away it is goes once that is not known any more', async () => {
    const running = await fixture.serve();
    const snapshot = whaleSnapshot();
    if (snapshot.type !== 'snapshot') throw new Error(snapshot.type);
    const nowMs = Date.now();
    const orders = snapshot.orders.slice(0, 2).map((order, index) => ({ ...order, first_seen_ms: nowMs - 600_000, updated_ms: nowMs - index * 90_000 }));
    running.world.whaleSnapshot = { ...snapshot, orders };
    const page = await fixture.open(running.url);
    await page.locator('.level', { hasText: '$4.12M' }).getByText('0.12 % away').waitFor();
    expect(await page.locator('.level', { hasText: '$880k' }).getByText('0.12 % away').isVisible()).toBe(false);
    await page.locator('.level', { hasText: '$880k' }).getByText('stood 10 min').waitFor();
    await page.clock.install();
    await page.clock.runFor(120_000);
    await page.locator('.level', { hasText: '$880k' }).getByText(/stood 1[2-9] min/).waitFor();
    await page.locator('.level', { hasText: '$4.12M' }).getByText('0.12 % away').waitFor({ state: 'hidden' });
  });

  test('a link with a token that is pasted into an open tab is taken, and leaves the address', async () => {
    const running = await fixture.serve({ config: { open_reads: false } });
    const page = await fixture.open(running.url);
    await page.getByText('This page is read with a token.').waitFor();
    await page.goto(withToken(running.url));
    await page.getByText('live', { exact: true }).waitFor();
    expect(page.url()).not.toContain('token');
  });

  test('a text that can be no token is said to be none, and is sent to nobody', async () => {
    const running = await fixture.serve({ config: { open_reads: false } });
    const page = await fixture.open(running.url);
    await page.getByRole('button', { name: 'Give a token' }).click();
    await page.getByRole('textbox', { name: 'Token' }).fill('tw_private_토큰');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('This is no token').waitFor();
    await page.getByRole('textbox', { name: 'Token' }).fill(PAGE_TOKEN);
    await page.keyboard.press('Enter');
    await page.getByText('live', { exact: true }).waitFor();
  });

  test('a connection that has said nothing for long is taken for lost, and made anew', async () => {
    const running = await fixture.serve();
    const page = await fixture.open(withToken(running.url));
    await page.getByText('live', { exact: true }).waitFor();
    await page.clock.install();
    tellAlert(running, 'AAAUSDT');
    await page.clock.runFor(1_000);
    await page.locator('.row', { hasText: 'AAAUSDT' }).waitFor();
    const hellos = (): number => running.asked.filter((one) => one.startsWith('activity')).length;
    const before = hellos();
    await page.clock.runFor(46_000);
    await page.clock.resume();
    await until(() => hellos() > before, 'another hello');
    await page.getByText('live', { exact: true }).waitFor();
  });

  test('where reads are open, a wrong token is said to be one, and the page goes on by asking', async () => {
    const running = await fixture.serve();
    const page = await fixture.open(`${running.url}/#token=wrong`);
    await page.getByText('This token opens nothing').waitFor();
    tellAlert(running);
    await page.getByText('every 2 s', { exact: true }).waitFor();
    await page.locator('.row', { hasText: 'TAOUSDT' }).waitFor();
  });

  test('a wrong token is said to open nothing; a right one given in the form does, and stays in the tab alone', async () => {
    const running = await fixture.serve({ config: { open_reads: false } });
    const page = await fixture.open(`${running.url}/#token=wrong`);
    await page.getByText('This token opens nothing').waitFor();
    await screenshot(page, 'wrong-token');
    await page.getByRole('button', { name: 'Give a token' }).click();
    await page.getByRole('textbox', { name: 'Token' }).fill(PAGE_TOKEN);
    await page.keyboard.press('Enter');
    await page.getByText('live', { exact: true }).waitFor();
    expect(await page.evaluate('[sessionStorage.length, Object.values(localStorage).join(), location.href.includes("token")]')).toEqual([1, '', false]);
    expect(running.asked.join()).not.toContain('secret');
  });
});
