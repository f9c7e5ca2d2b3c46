import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { RadarEnv, RecordingEnv, ScannerEnv, TransportEnv, VolatilityEnv } from '../containers/scanner/env';
import { Top10Env, WhaleEnv, WhaleRuleEnv } from '../containers/whales/env';

const ROOT = resolve(__dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const README = read('README.md');
const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md')).map((name) => join('docs', name))];
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

describe('the documents', () => {
  test('the README opens with the two commands', () => {
    expect(README.indexOf('npm ci && npm start')).toBeGreaterThan(0);
    expect(README.indexOf('npm ci && npm test')).toBeLessThan(README.indexOf('##'));
  });

  test('every npm script that the README names exists', () => {
    const named = [...README.matchAll(/npm run ([a-z:-]+)/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('every variable that the scanners read stands in the README', () => {
    const names = [ScannerEnv, RadarEnv, RecordingEnv, VolatilityEnv, TransportEnv, WhaleEnv, WhaleRuleEnv, Top10Env].flatMap((variables) => Object.values(variables));
    expect(names.filter((name) => !README.includes(`\`${name}\``))).toEqual([]);
  });

  test.each(PAGES)('every link of %s to a file of the repository leads somewhere', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
  });

  test('docs/architecture.md names only files that exist', () => {
    const named = [...read('docs/architecture.md').matchAll(/`((?:adapters|bin|cli|containers|core|lambdas|lib|local|simulator|test)\/[\w./-]+\.ts)`/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('every indicator and every part of the radar with a formula stands in docs/formulas.md', () => {
    const formulas = read('docs/formulas.md').toLowerCase();
    for (const topic of ['bollinger', 'rsi', 'macd', 'atr', 'stochastic', 'imbalance', 'squeeze', 'volatility rank', 'wilson', 'confidence']) {
      expect(formulas).toContain(topic);
    }
  });
});
