import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { openRecording } from '../../../adapters/recording/open-recording';
import type { RecordingHeader } from '../../../adapters/recording/recording-header';
import { RecordingWriter } from '../../../adapters/recording/recording-writer';
import type { RecordingWriterOptions } from '../../../adapters/recording/recording-writer-options';
import type { LostRecords } from '../../../adapters/recording/loss-tally';
import { DEFAULT_FINDER } from '../../../core/finder/settings';
import type { MarketEvent } from '../../../core/market/events';
import { DEFAULT_AFTERMATH_TRACKER } from '../../../core/outcomes/aftermath-tracker';
import { DEFAULT_RADAR } from '../../../core/radar/settings';

export const SESSION = '20261120T161334Z-4f2a';

export const HEADER: RecordingHeader = {
  format: 1, session: SESSION, startedTimeMs: 1_795_000_000_000, venue: 'bybit', market: 'simulated', speed: 1,
  settings: { radar: DEFAULT_RADAR, tracker: DEFAULT_AFTERMATH_TRACKER }, finder: DEFAULT_FINDER, configHash: 'config', codeVersion: 'code',
};

/** A record as the reader gives it, in plain values. */
export type ReadRecord = { readonly position: string } & (
  | { readonly kind: 'header'; readonly header: RecordingHeader }
  | { readonly kind: 'state'; readonly state: unknown; readonly sha256: string }
  | { readonly kind: 'lost'; readonly lost: LostRecords }
  | { readonly kind: 'event'; readonly event: MarketEvent }
  | { readonly kind: 'frame' | 'otherFrame' | 'sent'; readonly connection: number; readonly text: string; readonly timeMs: number });

/** All records that can be read before the end or before the error, and the error. */
export const readAll = async (path: string | readonly string[]): Promise<{ records: ReadRecord[]; error: Error | undefined }> => {
  const records: ReadRecord[] = [];
  try {
    const recording = await openRecording(path);
    const position = () => recording.positionOf();
    const bytes = (kind: 'frame' | 'otherFrame') => (connection: number, buffer: Buffer, start: number, end: number, timeMs: number) =>
      void records.push({ kind, position: position(), connection, text: buffer.toString('utf8', start, end), timeMs });
    for await (const block of recording.blocks()) {
      block.visit({
        header: (header) => void records.push({ kind: 'header', position: position(), header }),
        state: (serialized, sha256) => void records.push({ kind: 'state', position: position(), state: deserialize(serialized) as unknown, sha256 }),
        lost: (lost) => void records.push({ kind: 'lost', position: position(), lost }),
        event: (event) => void records.push({ kind: 'event', position: position(), event }),
        sent: (connection, text, timeMs) => void records.push({ kind: 'sent', position: position(), connection, text, timeMs }),
        frame: bytes('frame'), otherFrame: bytes('otherFrame'),
      });
    }
    return { records, error: undefined };
  } catch (error) {
    return { records, error: error as Error };
  }
};

const folders: string[] = [];
export const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tapewatch-recording-'));
  folders.push(folder);
  return folder;
};
export const removeFolders = (): void => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true }));

export const makeWriter = (options: Partial<RecordingWriterOptions> = {}): RecordingWriter =>
  new RecordingWriter({ directory: makeFolder(), header: HEADER, stateOf: () => ({ accepted: 0 }), ...options });

export const frameOf = (text: string): Uint8Array => Buffer.from(text);

/** Records `frames` frames one ms apart into a new session and returns its directory. */
export const recordFrames = async (frames: number, options: Partial<RecordingWriterOptions> = {}): Promise<string> => {
  const writer = makeWriter({ maxBlocks: 1_000, ...options });
  for (let index = 0; index < frames; index += 1) writer.frame(1, frameOf(`{"frame":${index}}`), 1_000 + index);
  await writer.close();
  return writer.sessionDirectory;
};
