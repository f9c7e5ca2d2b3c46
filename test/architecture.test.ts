import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');
const FOLDERS = ['bin', 'lib', 'core', 'adapters', 'containers', 'lambdas', 'local', 'simulator', 'cli', 'dashboard'];

const filesUnder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : path.endsWith('.ts') ? [path] : [];
  });

const isFolder = (folder: string): boolean => {
  try {
    return statSync(join(ROOT, folder)).isDirectory();
  } catch {
    return false;
  }
};

const SOURCES = FOLDERS.filter(isFolder).flatMap(filesUnder).map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

interface Import {
  readonly from: string;
  readonly target: string;
  readonly isPackage: boolean;
  readonly isTypeOnly: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm;

const IMPORTS: readonly Import[] = SOURCES.flatMap(({ path, text }) => [...text.matchAll(IMPORT)].map((match) => {
  const name = match[2] ?? match[3] ?? '';
  const isPackage = !name.startsWith('.');
  const target = isPackage ? name : relative(ROOT, resolve(ROOT, dirname(path), name));
  return { from: path, target, isPackage, isTypeOnly: match[1] !== undefined };
}));

const inFolder = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
const breaking = (isBroken: (one: Import) => boolean): string[] => IMPORTS.filter(isBroken).map(({ from, target }) => `${from} -> ${target}`);
const topOf = (path: string): string => path.split('/')[0] ?? '';
const capabilityOf = (path: string): string => path.split('/')[1] ?? '';

/** What each folder of core may import besides itself. */
const CORE_ARROWS: Record<string, readonly string[]> = {
  market: [],
  retry: [],
  indicators: ['market'],
  contracts: ['market'],
  radar: ['market', 'indicators', 'contracts'],
  finder: ['market', 'indicators', 'contracts'],
  activity: ['contracts'],
  alerts: ['market', 'contracts'],
  canary: ['market', 'contracts'],
  outcomes: ['market', 'contracts'],
  stream: ['market', 'contracts'],
  whales: ['market', 'indicators', 'contracts', 'outcomes'],
  session: ['market', 'contracts', 'radar', 'outcomes', 'finder'],
};

/** What each top folder may import besides itself; `env` stands for the env.ts of an entry. */
const ARROWS: Record<string, readonly string[]> = {
  core: [],
  adapters: ['core'],
  containers: ['core', 'adapters'],
  lambdas: ['core', 'adapters'],
  lib: ['env'],
  bin: ['lib', 'env'],
  dashboard: ['core'],
  simulator: ['core', 'adapters'],
  local: ['core', 'adapters', 'lib', 'env'],
  cli: ['core', 'adapters', 'lib', 'local', 'simulator', 'env'],
};

describe('the import arrows', () => {
  test('there is something to check', () => {
    expect(SOURCES.length).toBeGreaterThan(50);
    expect(IMPORTS.length).toBeGreaterThan(100);
  });

  test('each folder imports only what its arrows allow', () => {
    expect(breaking(({ from, target, isPackage }) => {
      if (isPackage || topOf(from) === topOf(target)) return false;
      const allowed = ARROWS[topOf(from)] ?? [];
      const isEnv = target.endsWith('/env') && allowed.includes('env');
      // The command that breaks things kills the functions at each of their calls, so it hands them their ports.
      const isBroken = inFolder(from, 'cli/faults') && topOf(target) === 'lambdas';
      return !isEnv && !isBroken && !allowed.includes(topOf(target));
    })).toEqual([]);
  });

  test('core imports core only, and zod where messages are parsed', () => {
    expect(breaking(({ from, target, isPackage }) =>
      inFolder(from, 'core') && isPackage && !(target === 'zod' && inFolder(from, 'core/contracts')))).toEqual([]);
  });

  test('capabilities of core do not import each other', () => {
    expect(breaking(({ from, target, isPackage }) => {
      if (isPackage || !inFolder(from, 'core') || capabilityOf(from) === capabilityOf(target)) return false;
      return !(CORE_ARROWS[capabilityOf(from)] ?? []).includes(capabilityOf(target));
    })).toEqual([]);
  });

  test('every folder of core has its arrows stated', () => {
    const folders = new Set(SOURCES.filter(({ path }) => inFolder(path, 'core')).map(({ path }) => capabilityOf(path)));
    expect([...folders].filter((folder) => !(folder in CORE_ARROWS))).toEqual([]);
  });

  test('the AWS SDK is imported in adapters/aws, and in local/services, which does there what CloudFormation and the pollers do', () => {
    const mayTalk = (path: string): boolean => inFolder(path, 'adapters/aws') || inFolder(path, 'local/services');
    expect(breaking(({ from, target }) => target.startsWith('@aws-sdk/') && !mayTalk(from))).toEqual([]);
  });

  test('no file is in an import cycle', () => {
    const graph = new Map<string, string[]>();
    for (const { from, target, isPackage } of IMPORTS) if (!isPackage) graph.set(from, [...(graph.get(from) ?? []), `${target}.ts`]);
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      if (done.has(file) || trail.includes(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

describe('what no file may contain', () => {
  const holding = (pattern: RegExp, folder = ''): string[] =>
    SOURCES.filter(({ path, text }) => path.startsWith(folder) && pattern.test(text)).map(({ path }) => path);

  test('core has no clock, no chance, no timer and no I/O', () => {
    expect(holding(/Date\.now|new Date\(\)|Math\.random|setTimeout|setInterval|process\.|console\.|require\(/, 'core/')).toEqual([]);
  });

  test('C1.15: TLS verification is never turned off', () => {
    expect(holding(/rejectUnauthorized\s*:\s*false|NODE_TLS_REJECT_UNAUTHORIZED/)).toEqual([]);
  });

  test('text goes onto the page as text, never as markup', () => {
    expect(holding(/innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|document\.write|DOMParser|srcdoc|createContextualFragment/, 'dashboard/')).toEqual([]);
  });

  test('no type is given up and no rule switched off', () => {
    expect(holding(/[:<]\s*any\b|\bas any\b|@ts-ignore|@ts-expect-error|eslint-disable/)).toEqual([]);
  });
});
