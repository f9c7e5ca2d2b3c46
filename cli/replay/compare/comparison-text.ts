import type { Changed, Comparison, Named, Sides } from './compare-opportunities';
import { differenceText, type FieldDifference } from './first-difference';

/** How many of a kind are named; the rest is counted. */
const SHOWN = 10;

const named = ({ place, eventId, symbol, type }: Named): string => `opportunity ${place} (${eventId}, ${symbol} ${type})`;

const few = <T>(all: readonly T[], text: (one: T) => string): string[] =>
  [...all.slice(0, SHOWN).map((one) => `  ${text(one)}`), ...(all.length > SHOWN ? [`  and ${all.length - SHOWN} more`] : [])];

const sides = (name: string, values: Sides | undefined): string[] =>
  (values === undefined ? [] : [`  ${name}: ${values.there} there, ${values.here} here`]);

const settingsText = (configHash: Sides | undefined, settings: readonly FieldDifference[] | undefined): string[] => {
  if (settings === undefined) return configHash === undefined ? [] : ['  which settings differ is not known: there is no recording beside that file'];
  return few(settings, (difference) => `setting ${differenceText(difference)}`);
};

const changedText = (changed: readonly Changed[]): string[] => {
  if (changed.length === 0) return [];
  const [first] = changed;
  return [
    `  first difference: opportunity ${first?.place} (${first?.eventId}): ${first === undefined ? '' : differenceText(first.difference)}`,
    ...(changed.length > 1 ? [`  ${changed.length} opportunities differ in all:`, ...few(changed, (one) => `  ${one.eventId}: ${differenceText(one.difference)}`)] : []),
  ];
};

const missingText = (title: string, all: readonly Named[]): string[] => (all.length === 0 ? [] : [`  ${title}: ${all.length}`, ...few(all, (one) => `  ${named(one)}`)]);

/** `same 38 opportunities, sha256 …`, or everything that differs. `settings` are those that differ by name, undefined where unknown. */
export const comparisonLines = (name: string, comparison: Comparison, settings: readonly FieldDifference[] | undefined): string[] => {
  const { there, here, isSame, configHash, codeVersion, session, changed, missing, extra } = comparison;
  if (isSame) return [`Against ${name}: same ${here.count} opportunities, sha256 ${here.sha256}`];
  return [
    `Against ${name}: DIFFERENT: ${there.count} opportunities there, ${here.count} here`,
    ...changedText(changed),
    ...missingText('there, and not here', missing),
    ...missingText('here, and not there', extra),
    ...sides('code version', codeVersion),
    ...sides('recording', session),
    ...sides('config hash', configHash),
    ...settingsText(configHash, settings),
    ...(changed.length + missing.length + extra.length === 0 ? ['  nothing differs but what is named here'] : []),
    `  sha256 ${there.sha256} there`,
    `         ${here.sha256} here`,
  ];
};
