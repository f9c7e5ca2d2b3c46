import { configHash } from '../../../adapters/config-hash';
import type { Recording } from '../../../adapters/recording/open-recording';
import type { RecordingHeader } from '../../../adapters/recording/recording-header';
import type { RadarSettings } from '../../../core/radar/settings';
import { DEFAULT_OUTCOME_SETTINGS } from '../../../core/outcomes/settings';
import { codeVersion } from '../../../lib/code-version';
import { UsageError } from '../../usage';
import { differences, type FieldDifference } from '../compare/first-difference';
import { changeSettings, type ReplaySettings, type SettingsChange } from '../settings-change';
import type { SessionSetup } from './replayed-session';

/** What was in effect when the session was recorded. A header does not hold how outcomes are measured: that decides nothing live. */
export const recordedSettings = ({ settings, finder }: RecordingHeader): ReplaySettings =>
  ({ radar: settings.radar, finder, outcomes: DEFAULT_OUTCOME_SETTINGS });

/** The session as it was recorded, with some settings changed; the code is always the one that is here. */
export const setupOf = (header: RecordingHeader, change: SettingsChange): SessionSetup => {
  const { radar, finder, outcomes } = changeSettings(recordedSettings(header), change);
  const session = { ...header.settings, radar };
  const source = { venue: header.venue, market: header.market };
  return { session, finder, outcomes, source: { ...source, configHash: configHash({ settings: session, finder, source }), codeVersion: codeVersion() } };
};

const named = ({ session, finder, outcomes }: Pick<SessionSetup, 'session' | 'finder' | 'outcomes'>): object =>
  ({ radar: session.radar, tracker: session.tracker, finder, outcomes });

/** The settings in which two setups differ, by name. */
export const settingDifferences = (there: SessionSetup, here: SessionSetup): FieldDifference[] => [...differences(named(there), named(here))];

/** The same against what was in effect when another session was recorded. */
export const headerDifferences = ({ settings, finder }: RecordingHeader, here: SessionSetup): FieldDifference[] =>
  [...differences(named({ session: settings, finder, outcomes: here.outcomes }), named(here))];

/** Settings that what a session remembers is shaped or measured by: a state stored under one value says nothing under another. */
const SHAPING = ['barIntervalMs', 'bandWindow', 'bandDeviations', 'widthLookbackBars', 'volumeWindow', 'imbalanceUpdates', 'volatilityMeasure'] as const satisfies
  readonly (keyof RadarSettings)[];

/** @throws UsageError where such a setting is changed and the recording begins with a stored state. */
export const refuseShapeChange = ({ segments }: Pick<Recording, 'segments'>, live: SessionSetup, whatIf: SessionSetup): void => {
  if (segments[0]?.firstOrdinal === 0) return;
  const changed = SHAPING.find((name) => live.session.radar[name] !== whatIf.session.radar[name]);
  if (changed === undefined) return;
  throw new UsageError(`--set: "${changed}" shapes what a session remembers, and this recording goes on from a stored state as its beginning is not here: expected another setting`);
};
