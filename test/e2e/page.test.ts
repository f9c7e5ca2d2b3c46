import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { OutboxAlert } from '../../local/outbox-file';
import { STREAM_ACCESS_FILE } from '../../local/stream-access';
import { temporaryFolder } from '../local/support/temporary-folder';
import { describeInBrowser, launchBrowser, openPage, screenshot, type OpenedPage } from '../support/browser';
import { startCli, type Cli } from './support-kill/cli';
import { until } from '../support/until';
import { wholeLines } from '../support/whole-lines';

const START_MS = 120_000;
/** Long, because other tests may be using the machine; `npm start` says itself how long it took. */
const ALERT_MS = 120_000;

/** Everything that `npm start` runs, and a browser in front of it. */
describeInBrowser('the page of a whole run', () => {
  const folder = temporaryFolder();
  let run: Cli;
  let browser: Browser;
  let opened: OpenedPage;
  let page: Page;

  beforeAll(async () => {
    run = startCli(['--state-dir', folder.path, '--page-port', '0', '--seed', '5', '--speed', '10']);
    const access = join(folder.path, STREAM_ACCESS_FILE);
    await until(() => existsSync(access), 'the page is served', undefined, START_MS);
    browser = await launchBrowser();
    opened = await openPage(browser, (JSON.parse(readFileSync(access, 'utf8')) as { page: string }).page);
    ({ page } = opened);
  }, START_MS + 30_000);

  afterAll(async () => {
    await browser?.close();
    run?.process.kill('SIGINT');
    await run?.ended;
  }, 60_000);

  /** Of the alert that got the day's SMS: of those of one batch, which have the same time and come in any order, it has a row for each channel. */
  let symbol: string;
  const withSms = () => page.locator('#alert-list > li', { has: page.locator('.delivery', { hasText: /SMS\s*sent/ }) }).last();
  const firstAlert = () => page.locator('#alert-list > li', { has: page.getByText(symbol, { exact: true }) }).last();
  const outbox = (): OutboxAlert[] => wholeLines(join(folder.path, 'outbox.jsonl'));
  const deliveries = (): Promise<string[]> => firstAlert().locator('.delivery').allInnerTexts();

  test('an alert arrives with its reasons, its chart and a row for e-mail, SMS, push and webhook', async () => {
    await page.getByText('live', { exact: true }).waitFor({ timeout: START_MS });
    // Rows of the ledger may come before the plan, which alone has the symbol.
    symbol = await withSms().locator('.symbol').innerText({ timeout: ALERT_MS });
    await until(async () => {
      const texts = await deliveries();
      return texts.length === 4 && texts.every((text) => /sent|delivered/.test(text));
    }, 'every message has left');
    expect((await deliveries()).map((text) => text.replace(/\s+/g, ' ')).sort()).toEqual(
      [expect.stringMatching(/^E-mail sent/), expect.stringMatching(/^Push sent/), expect.stringMatching(/^SMS sent/), expect.stringMatching(/^Webhook delivered/)],
    );
    await firstAlert().getByRole('button').first().click();
    await page.locator('#chart canvas').first().waitFor();
    expect(await page.locator('#detail .conditions').count()).toBe(2);
    await screenshot(page, 'npm-start');
  }, ALERT_MS + START_MS);

  test('D-24: the link in the e-mail, pressed once, is read on the page; pressed again it is used up', async () => {
    const openedId = await page.locator('#opportunity-list [aria-current="true"]').getAttribute('data-id');
    const mail = (): OutboxAlert | undefined => outbox().find(({ channel, alert_id: alertId }) => channel === 'email' && alertId === openedId);
    await until(() => mail() !== undefined, 'the e-mail of the opened alert');
    const [link] = /http:\/\/127\.0\.0\.1:\d+\/l\/\S+/.exec(mail()?.text ?? '') ?? [];
    if (link === undefined) throw new Error('no link in the e-mail');
    const press = (): Promise<number> => fetch(link, { method: 'POST' }).then(({ status }) => status);
    expect((await fetch(link)).status).toBe(200);
    expect(await press()).toBe(200);
    expect(await press()).toBe(409);
    await firstAlert().locator('.delivery', { hasText: 'E-mail' }).getByText('read').waitFor({ timeout: 30_000 });
  }, START_MS);

  test('whoever has no token may look on this machine, and may change nothing', async () => {
    const { origin } = new URL(page.url());
    expect((await fetch(`${origin}/api/activity`)).status).toBe(200);
    expect((await fetch(`${origin}/api/users/local/channels/email/mute`, { method: 'POST' })).status).toBe(401);
  });

  test('health tells of the scanners, and the browser complained of nothing', async () => {
    await page.getByRole('button', { name: 'Health' }).click();
    await page.getByText('scanner', { exact: false }).first().waitFor();
    await screenshot(page, 'npm-start-health');
    expect(opened.complaints).toEqual([]);
  }, START_MS);
});
