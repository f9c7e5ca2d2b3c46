import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDashboard } from '../../lib/dashboard-bundle';
import { contentSecurityPolicy } from '../../lib/page-headers';

const folder = mkdtempSync(join(tmpdir(), 'tapewatch-bundle-'));
const contents = (): Record<string, string> => Object.fromEntries(readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

describe('the built page', () => {
  afterAll(() => { rmSync(folder, { recursive: true }); });

  test('is one script, one style sheet and a page that names both, the same from the same sources, with nothing left from before', () => {
    buildDashboard(folder);
    const first = contents();
    writeFileSync(join(folder, 'app-OLD.js'), '');
    buildDashboard(folder);
    expect(contents()).toEqual(first);
    const [script = '', page = '', style = ''] = Object.keys(first);
    expect([script, page, style]).toEqual([expect.stringMatching(/^app-[A-Z0-9]{8}\.js$/), 'index.html', expect.stringMatching(/^style-[A-Z0-9]{8}\.css$/)]);
    expect(first[page]).toContain(`src="${script}"`);
    expect(first[page]).toContain(`href="${style}"`);
  });

  test('holds no script or style in its markup, and names the library of its charts as that asks', () => {
    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(page).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son[a-z]+=/);
    expect(page).toContain('https://www.tradingview.com/');
  });
});

describe('the content security policy', () => {
  test('permits the page\'s own files and the stream, and nothing inline', () => {
    expect(contentSecurityPolicy('wss://stream.example.com/ws')).toBe("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' wss://stream.example.com; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    expect(contentSecurityPolicy(null)).toContain("connect-src 'self';");
  });
});
