import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildDashboard } from '../../lib/dashboard-bundle';
import { launchBrowser, openPage, type OpenedPage } from '../support/browser';
import { PAGE_TOKEN, startPageServer, type PageServer, type PageServerOptions } from '../support/page-server';
import {
  alertEntry, decisionEntry, deliveryEntry, detailOf, foundEntry, healthEntry, outcomeEntry, pageSignal, pageUser, trackOf, whaleSnapshot,
} from '../support/page-world';

export interface PageFixture {
  /** A server of the built page for this test. */
  serve(options?: Partial<PageServerOptions>): Promise<PageServer>;
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
}

/** A browser on a machine that does other things too. */
jest.setTimeout(90_000);

/** One browser for a file, a server and contexts for each test; after each, the browser must have had nothing to complain of. */
export const pageFixture = (): PageFixture => {
  let folder = '';
  let browser: Browser;
  let servers: PageServer[] = [];
  let opened: OpenedPage[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tapewatch-page-'));
    buildDashboard(folder);
    browser = await launchBrowser();
  });

  afterEach(async () => {
    const complaints = opened.flatMap((one) => one.complaints);
    await Promise.all(opened.map(({ page }) => page.context().close()));
    await Promise.all(servers.map((server) => server.close()));
    [opened, servers] = [[], []];
    // Whatever a test is about: nothing broke, and nothing was done that the policy forbids.
    expect(complaints).toEqual([]);
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  return {
    serve: async (options = {}) => {
      const server = await startPageServer({ folder, ...options });
      servers.push(server);
      return server;
    },
    open: async (url, options = {}) => {
      const one = await openPage(browser, url, options);
      opened.push(one);
      return one.page;
    },
  };
};

export const withToken = (url: string): string => `${url}/#token=${PAGE_TOKEN}`;

/** For the browser: nothing reaches over the right edge. */
export const NO_OVERFLOW = 'document.documentElement.scrollWidth <= document.documentElement.clientWidth';

/** A signal that was found, accepted and sent on four channels, one of which failed. */
export const tellAlert = (to: PageServer, symbol = 'TAOUSDT', atMs = Date.now()): ReturnType<typeof pageSignal> => {
  const signal = pageSignal({ symbol, exchange_time_ms: atMs });
  const rows = [
    deliveryEntry(signal, 'email', { state: 'delivered', attempts: 1 }), deliveryEntry(signal, 'sms', { state: 'sent', attempts: 1 }),
    deliveryEntry(signal, 'push', { state: 'queued', attempts: 1 }), deliveryEntry(signal, 'webhook', { state: 'failed', failure_reason: 'exhausted', attempts: 5 }),
  ];
  to.world.details.set(signal.signal_id, detailOf(signal, rows, '<img src=x onerror="window.hacked=1"> \u202egnirts'));
  for (const entry of [foundEntry(signal), decisionEntry(signal), alertEntry(signal), ...rows]) to.tell(entry, atMs);
  return signal;
};

/** Eight opportunities of the last quarter of an hour, large levels, a track record, queues, and a user; every part is well. */
export const fill = (to: PageServer): void => {
  const startMs = Date.now() - 900_000;
  ['SUIUSDT', 'ARBUSDT', 'WIFUSDT', 'ENAUSDT', 'LINKUSDT', 'AVAXUSDT', 'PEPEUSDT', 'INJUSDT'].forEach((symbol, index) => {
    const isAccepted = index % 3 === 0;
    const signal = pageSignal({
      symbol, exchange_time_ms: startMs + index * 90_000, side: index % 2 === 0 ? 'sell' : 'buy', opportunity_type: (['ob_breakout', 'volume_spark', 'mixed_signal'] as const)[index % 3] ?? 'ob_breakout',
      confidence: 0.4 + index * 0.05, price: 12.3456 / 10 ** (index % 5), decision: isAccepted ? 'accepted' : 'rejected', reject_reasons: isAccepted ? [] : ['rsi_too_high', 'reward_below_cost_and_risk'],
    });
    to.tell(foundEntry(signal), signal.exchange_time_ms);
    to.tell(decisionEntry(signal), signal.exchange_time_ms + 10);
    to.tell(outcomeEntry(signal, 1, 0.0012 * (index - 3)), signal.exchange_time_ms + 60_000);
    if (index < 6) to.tell(outcomeEntry(signal, 5, index === 2 ? null : -0.002 * (index - 4)), signal.exchange_time_ms + 300_000);
    if (index === 3) to.tell(alertEntry(signal, { channels: [], hold_reason: 'budget' }), signal.exchange_time_ms + 20);
  });
  for (const component of ['scanner', 'whales', 'finder', 'notification', 'delivery', 'performance', 'stream']) to.tell(healthEntry(component));
  to.world.queues = { schema: 'queue-page.v1', time_ms: 0, queues: [{ name: 'opportunity-queue', waiting: 0, in_flight: 1, delayed: 0, dead_letters: 0 }, { name: 'delivery-queue', waiting: 3, in_flight: 2, delayed: 1, dead_letters: 2 }] };
  to.world.users = [pageUser()];
  to.world.track = trackOf();
  to.world.whaleSnapshot = whaleSnapshot();
};
