/** One field that differs: where it stands (`conditions[2].threshold`) and both values; `undefined` where a side has none. */
export interface FieldDifference {
  readonly path: string;
  readonly there: unknown;
  readonly here: unknown;
}

const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

const childPath = (path: string, key: string, isIndex: boolean): string => {
  if (isIndex) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
};

/** Every field in which two plain values differ, in the order of the fields there, those that only stand here last. */
export function* differences(there: unknown, here: unknown, path = ''): Generator<FieldDifference> {
  if (!isContainer(there) || !isContainer(here) || Array.isArray(there) !== Array.isArray(here)) {
    if (!Object.is(there, here)) yield { path, there, here };
    return;
  }
  for (const key of new Set([...Object.keys(there), ...Object.keys(here)])) {
    yield* differences(there[key], here[key], childPath(path, key, Array.isArray(there)));
  }
}

export const firstDifference = (there: unknown, here: unknown): FieldDifference | undefined => {
  for (const difference of differences(there, here)) return difference;
  return undefined;
};

const MAX_SHOWN = 120;

const shown = (value: unknown): string => {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
};

/** `conditions[2].threshold: 0.9 there, 0.8 here`. */
export const differenceText = ({ path, there, here }: FieldDifference): string => `${path}: ${shown(there)} there, ${shown(here)} here`;
