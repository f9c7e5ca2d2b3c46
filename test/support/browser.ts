import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const SCREENSHOTS = resolve(process.env['SCREENSHOT_DIR'] ?? resolve(__dirname, '../../test-artifacts'));

/** Of the system, not downloaded: tests say so and skip without one. */
export const hasBrowser = existsSync(CHROMIUM);

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const launchBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });

/** `describe`, or its name in the report as skipped. */
export const describeInBrowser = (name: string, facts: () => void): void => {
  if (hasBrowser) describe(name, facts);
  else describe.skip(`${name} (skipped: no Chromium at ${CHROMIUM})`, facts);
};

export interface OpenedPage {
  readonly page: Page;
  /** Whatever the browser complained of: exceptions, errors on the console, violations of the content security policy. */
  readonly complaints: string[];
}

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };

/** A request that a test makes fail is reported on the console by the browser itself. */
const isFailedLoad = (text: string): boolean => text.startsWith('Failed to load resource') || text.startsWith('WebSocket connection to');

/** A page in a context of its own. */
export const openPage = async (browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenedPage> => {
  const context = await browser.newContext({ viewport: DESKTOP, colorScheme: 'dark', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => { complaints.push(`exception: ${error.message}`); });
  page.on('console', (message) => { if (message.type() === 'error' && !isFailedLoad(message.text())) complaints.push(`console: ${message.text()}`); });
  await page.exposeFunction('reportViolation', (what: string) => { complaints.push(`policy: ${what}`); });
  await page.addInitScript(`addEventListener('securitypolicyviolation', (event) => reportViolation(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample), true)`);
  await page.goto(url);
  return { page, complaints };
};

/** Kept beside the report, for people to look at. */
export const screenshot = async (page: Page, name: string): Promise<void> => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
};
