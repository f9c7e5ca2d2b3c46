import { firstDifference, type FieldDifference } from './first-difference';
import { fileText, sha256Of, type OpportunityLine } from './opportunity-lines';

/** An opportunity by its place in its own list, counted from 1. */
export interface Named {
  readonly place: number;
  readonly eventId: string;
  readonly symbol: string;
  readonly type: string;
}

export interface Changed extends Named {
  readonly difference: FieldDifference;
}

/** Two values of something that all opportunities of a run share. */
export interface Sides {
  readonly there: string;
  readonly here: string;
}

/** What two runs' opportunities differ in. `here` is the replay, `there` what it is compared with. */
export interface Comparison {
  readonly there: { readonly count: number; readonly sha256: string };
  readonly here: { readonly count: number; readonly sha256: string };
  /** Byte for byte. */
  readonly isSame: boolean;
  /** Of what decided: told once and left out below, so that they hide no other difference. */
  readonly configHash: Sides | undefined;
  readonly codeVersion: Sides | undefined;
  readonly session: Sides | undefined;
  readonly changed: readonly Changed[];
  readonly missing: readonly Named[];
  readonly extra: readonly Named[];
}

interface Entry extends Named {
  readonly line: OpportunityLine;
}

const sideOf = (lines: readonly OpportunityLine[]): Comparison['there'] => ({ count: lines.length, sha256: sha256Of(fileText(lines)) });

const namedOf = ({ place, eventId, symbol, type }: Entry): Named => ({ place, eventId, symbol, type });

/** By dedupe key, which a restart and a second scanner give alike; a key that comes again is another entry. */
const entriesByKey = (lines: readonly OpportunityLine[]): Map<string, Entry> => {
  const entries = new Map<string, Entry>();
  for (const [index, line] of lines.entries()) {
    const { dedupe_key: key, event_id: eventId, symbol, opportunity_type: type } = line.opportunity;
    let nth = 1;
    while (entries.has(`${key}#${nth}`)) nth += 1;
    entries.set(`${key}#${nth}`, { place: index + 1, eventId, symbol, type, line });
  }
  return entries;
};

const sessionOf = ({ opportunity }: OpportunityLine): string | null => opportunity.recording_position?.split('/')[0] ?? null;

type Read = (line: OpportunityLine) => string | null;

const valueOf = (lines: readonly OpportunityLine[], read: Read): string | null =>
  [...new Set(lines.map(read))].map((value) => value ?? 'none').join(', ') || null;

/** What all opportunities of each side share, where that is not the same; a side without opportunities says nothing. */
const sidesOf = (thereLines: readonly OpportunityLine[], hereLines: readonly OpportunityLine[], read: Read): Sides | undefined => {
  const [there, here] = [valueOf(thereLines, read), valueOf(hereLines, read)];
  return there === null || here === null || there === here ? undefined : { there, here };
};

/** The fields without those that are told once for the whole run. */
const fieldsOf = ({ text }: OpportunityLine, left: readonly string[]): unknown =>
  Object.fromEntries(Object.entries(JSON.parse(text) as Record<string, unknown>).filter(([name]) => !left.includes(name)));

/** What of a pair differs; its bytes decide where its fields are equal in another order. */
const differenceOf = (there: Entry, here: Entry, left: readonly string[]): FieldDifference | undefined => {
  if (there.line.text === here.line.text) return undefined;
  const difference = firstDifference(fieldsOf(there.line, left), fieldsOf(here.line, left));
  if (difference !== undefined || left.length > 0) return difference;
  return { path: 'spelling', there: there.line.text, here: here.line.text };
};

/** The same opportunities, but not in the same order. */
const orderDifference = (pairs: readonly (readonly [Entry, Entry])[]): Changed | undefined => {
  const moved = pairs.find(([there, here]) => there.place !== here.place);
  return moved === undefined ? undefined : { ...namedOf(moved[1]), difference: { path: 'place', there: moved[0].place, here: moved[1].place } };
};

/** Names what the replayed opportunities (`here`) differ in from others, whatever they have in common. */
export const compareOpportunities = (thereLines: readonly OpportunityLine[], hereLines: readonly OpportunityLine[]): Comparison => {
  const thereByKey = entriesByKey(thereLines);
  const hereByKey = entriesByKey(hereLines);
  const pairs = [...hereByKey].flatMap(([key, here]) => {
    const there = thereByKey.get(key);
    return there === undefined ? [] : [[there, here] as const];
  });
  const missing = [...thereByKey].filter(([key]) => !hereByKey.has(key)).map(([, entry]) => namedOf(entry));
  const extra = [...hereByKey].filter(([key]) => !thereByKey.has(key)).map(([, entry]) => namedOf(entry));
  const configHash = sidesOf(thereLines, hereLines, ({ opportunity }) => opportunity.config_hash);
  const codeVersion = sidesOf(thereLines, hereLines, ({ opportunity }) => opportunity.code_version);
  const session = sidesOf(thereLines, hereLines, sessionOf);
  const left = [
    ...(configHash === undefined ? [] : ['config_hash']), ...(codeVersion === undefined ? [] : ['code_version']),
    ...(session === undefined ? [] : ['recording_position']),
  ];
  const changed = pairs.flatMap(([there, here]) => {
    const difference = differenceOf(there, here, left);
    return difference === undefined ? [] : [{ ...namedOf(here), difference }];
  });
  const isWhole = missing.length === 0 && extra.length === 0;
  const moved = changed.length === 0 && isWhole ? orderDifference(pairs) : undefined;
  const [there, here] = [sideOf(thereLines), sideOf(hereLines)];
  return {
    there, here, isSame: there.sha256 === here.sha256, configHash, codeVersion, session, missing, extra,
    changed: moved === undefined ? changed : [moved],
  };
};
