import { describeInBrowser, screenshot } from '../support/browser';
import { alertEntry, decisionEntry, deliveryEntry, detailOf, foundEntry, healthEntry, pageSignal } from '../support/page-world';
import { fill, NO_OVERFLOW, pageFixture, tellAlert, withToken } from './fixture';

describeInBrowser('what happens, on the page', () => {
  const fixture = pageFixture();

  test('a fresh start says what will come, that the market is simulated, and that no orders are sent', async () => {
    const page = await fixture.open((await fixture.serve()).url);
    await page.getByText('No opportunity yet.').waitFor();
    await page.getByText('No alert yet.').waitFor();
    expect(await page.locator('#marks').innerText()).toMatch(/SIMULATED\s*PAPER\s*no orders are sent/);
    await page.getByText('every 2 s', { exact: true }).waitFor();
    await screenshot(page, 'fresh-start');
    await page.getByRole('button', { name: 'Track record' }).click();
    await page.getByText('The track record is being read.').or(page.getByText('Nothing was counted here yet.')).waitFor();
    await page.getByRole('button', { name: 'Health' }).click();
    await page.getByText('No part has spoken yet.').waitFor();
    await page.getByText('No user yet').waitFor();
  });

  test('an alert that arrives is announced, listed with four delivery rows, and opens with chart, conditions, hops and cost', async () => {
    const running = await fixture.serve();
    fill(running);
    const page = await fixture.open(withToken(running.url));
    await page.getByText('live', { exact: true }).waitFor();
    expect(page.url()).not.toContain('token');
    await page.locator('#opportunity-list .row').first().waitFor();
    expect(await page.locator('.toast').count()).toBe(0);

    tellAlert(running);
    // Before all else: the toast goes by itself.
    await page.locator('#toasts[aria-live="polite"] .toast', { hasText: 'TAOUSDT' }).getByRole('button', { name: 'Open' }).click();
    expect(await page.locator('#alert-list > li').first().locator('.delivery').allInnerTexts()).toEqual([
      expect.stringMatching(/E-mail\s+delivered/), expect.stringMatching(/Push\s+queued/), expect.stringMatching(/SMS\s+sent/), expect.stringMatching(/Webhook\s+failed\s+too many attempts or too late · 5 attempts/),
    ]);
    await page.getByRole('button', { name: 'Show 1 held' }).click();
    await page.locator('#alert-list', { hasText: 'held: over the budget' }).waitFor();
    await page.getByRole('button', { name: 'Hide 1 held' }).click();
    await page.locator('#chart canvas').first().waitFor();
    const detail = page.locator('#detail');
    expect(await detail.locator('.conditions').first().innerText()).toMatch(/Squeeze\s+0.94\s+0.9\s+0.04\s+✓ yes/);
    expect(await detail.innerText()).toMatch(/Accepted by every check/);
    expect(await detail.innerText()).toMatch(/Queued → decided\s+38 ms ± 5 ms/);
    expect(await detail.innerText()).toMatch(/\$0\.006512 for this alert/);
    expect(await detail.innerText()).toMatch(/Blind within 60 min: gap: closed/);
    await screenshot(page, 'desktop-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.waitForTimeout(200);
    await screenshot(page, 'desktop-light');
  });

  test('the announcement of an alert stands where it hides nothing of the lists', async () => {
    const running = await fixture.serve();
    fill(running);
    const page = await fixture.open(withToken(running.url));
    await page.getByText('live', { exact: true }).waitFor();
    tellAlert(running);
    await page.locator('.toast', { hasText: 'TAOUSDT' }).waitFor();
    await screenshot(page, 'alert-toast');
  });

  test('an opportunity that is opened before it is decided shows its conditions, and its chart as soon as there is one', async () => {
    const running = await fixture.serve();
    const page = await fixture.open(withToken(running.url));
    await page.getByText('live', { exact: true }).waitFor();
    const signal = pageSignal({ exchange_time_ms: Date.now() });
    running.tell(foundEntry(signal));
    await page.locator('.row').click();
    await page.locator('#detail .conditions').waitFor();
    await page.getByText('Nothing is known of this opportunity yet.').waitFor();
    running.world.details.set(signal.signal_id, detailOf(signal));
    running.tell(decisionEntry(signal));
    await page.locator('#chart canvas').first().waitFor();
  });

  test('lines of a simulated run are marked wherever they stand on a page that follows the live market', async () => {
    const running = await fixture.serve({ config: { market: 'live' } });
    const page = await fixture.open(withToken(running.url));
    await page.getByText('live', { exact: true }).waitFor();
    tellAlert(running);
    await page.locator('.toast').getByText('SIMULATED', { exact: true }).waitFor();
    await page.locator('.toast').getByRole('button', { name: 'Open' }).click();
    for (const place of ['.row', '.alert', '#detail h2']) await page.locator(place).getByText('SIMULATED', { exact: true }).waitFor();
    expect(await page.locator('#marks').innerText()).not.toContain('SIMULATED');
    await screenshot(page, 'simulated-under-live');
  });

  test('an alert opens although the log holds its opportunity no longer; a digest, which is of many, is no button', async () => {
    const running = await fixture.serve();
    const page = await fixture.open(withToken(running.url));
    await page.getByText('live', { exact: true }).waitFor();
    const signal = pageSignal({ symbol: 'OLDUSDT' });
    running.world.details.set(signal.signal_id, detailOf(signal));
    running.tell(alertEntry(signal, { channels: ['email'] }));
    running.tell({ ...deliveryEntry(signal, 'email'), alert_id: 'digest|local|0|1' });
    await page.locator('.alert', { hasText: 'Digest of what was held' }).waitFor();
    expect(await page.locator('.alert').getByRole('button').count()).toBe(1);
    expect(await page.locator('.alert', { hasText: 'OLDUSDT' }).locator('.delivery').innerText()).toMatch(/E-mail\s+queued/);
    await page.locator('.alert').getByRole('button').click();
    await page.locator('#detail h2', { hasText: 'OLDUSDT' }).waitFor();
    await page.locator('#chart canvas').first().waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('#detail .opened').waitFor({ state: 'hidden' });
  });

  test('hostile text stands as text, and a line that is none is counted and left out', async () => {
    const running = await fixture.serve();
    const page = await fixture.open(withToken(running.url));
    await page.getByText('live', { exact: true }).waitFor();
    const signal = tellAlert(running);
    running.tellRaw({ ...running.tell(foundEntry(signal)), activity_id: 'none', entry: { ...foundEntry(signal), symbol: '<img src=x onerror="window.hacked=1">' } });
    const rejected = pageSignal({
      symbol: 'A'.repeat(32), exchange_time_ms: Date.now(), decision: 'rejected', reject_reasons: ['<img src=x onerror="window.hacked=1">', '\u202eevil', 'x'.repeat(10_000), 'constructor'],
    });
    running.tell(foundEntry(rejected));
    running.tell(decisionEntry(rejected));
    running.tell(healthEntry('<script>alert(1)</script>', { status: 'down', reason: '\u202e<svg onload="window.hacked=1">' }));
    await page.locator('.decision', { hasText: 'rejected: <img src=x onerror="window.hacked=1">, evil, xxx' }).waitFor();
    await page.locator('.row', { hasText: 'TAOUSDT' }).click();
    await page.locator('#detail .why', { hasText: '“<img src=x onerror="window.hacked=1"> strings”' }).waitFor({ state: 'detached' });
    await page.locator('#detail .why', { hasText: '“<img src=x onerror="window.hacked=1"> gnirts”' }).waitFor();
    await screenshot(page, 'hostile-text');
    await page.getByRole('button', { name: 'Health' }).click();
    await page.getByText('<script>alert(1)</script>').waitFor();
    await page.getByText('1 unreadable line left out').waitFor();
    expect(await page.evaluate('[window.hacked, document.images.length, document.querySelectorAll("main script, main svg[onload]").length]')).toEqual([undefined, 0, 0]);
    expect(await page.evaluate(NO_OVERFLOW)).toBe(true);
  });
});
