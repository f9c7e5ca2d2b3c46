import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeVersion } from '../../lib/code-version';
import { templatesOf, withFolder } from './synthesized';

const FILES = {
  'package.json': '{"version":"1.2.3"}',
  'core/radar/radar.ts': 'export const threshold = 1;\n', 'core/session/market-session.ts': 'export {};\n',
  'adapters/exchanges/bybit/decode.ts': 'export const decode = 1;\n', 'adapters/wire/byte-cursor.ts': 'export const cursor = 1;\n',
  'adapters/aws/clients.ts': 'export const client = 1;\n',
};

/** The version of a checkout with these files in place of, or on top of, the usual ones. */
const versionWith = (changed: Readonly<Record<string, string>> = {}): string => withFolder((root) => {
  for (const [path, text] of Object.entries({ ...FILES, ...changed })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return codeVersion(root);
});

describe('D-1: the code version', () => {
  test('is the package\'s version with a hash of the sources, equal wherever the same sources lie', () => {
    expect(codeVersion()).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
    expect(versionWith()).toMatch(/^1\.2\.3\+/);
    expect(versionWith()).toBe(versionWith());
  });

  test.each([
    ['a changed rule', { 'core/radar/radar.ts': 'export const threshold = 2;\n' }],
    ['a changed decoder', { 'adapters/exchanges/bybit/decode.ts': 'export const decode = 2;\n' }],
    ['another way to read the bytes', { 'adapters/wire/byte-cursor.ts': 'export const cursor = 2;\n' }],
    ['a new file', { 'core/radar/new.ts': '' }],
    ['text that moved from one file to the next', { 'core/radar/radar.ts': '', 'core/session/market-session.ts': 'export const threshold = 1;\nexport {};\n' }],
    ['another package version', { 'package.json': '{"version":"1.2.4"}' }],
  ])('%s is another version', (_, changed) => {
    expect(versionWith(changed)).not.toBe(versionWith());
  });

  test.each([
    ['how findings are delivered', { 'adapters/aws/clients.ts': 'export const client = 2;\n' }],
    ['a note beside the sources', { 'core/README.md': 'text' }],
    ['line ends of the checkout', { 'core/radar/radar.ts': 'export const threshold = 1;\r\n' }],
  ])('%s does not change it', (_, changed) => {
    expect(versionWith(changed)).toBe(versionWith());
  });

  test('stands in the templates as the variable of both scanners, so that new code changes nothing else there but asset hashes', () => {
    const { Scanner, ...others } = templatesOf('dev');
    const parts = JSON.stringify(Scanner).split(codeVersion());
    expect(parts).toHaveLength(3);
    for (const before of parts.slice(0, -1)) expect(before).toMatch(/\{"Name":"CODE_VERSION","Value":"$/);
    for (const after of parts.slice(1)) expect(after).toMatch(/^"\}/);
    expect(JSON.stringify(others)).not.toContain(codeVersion());
  });
});
