import { makeS3Client } from '../aws/clients';
import { RecordingUploader, type UploaderNote } from '../aws/recording-uploader';
import { OpportunityLog } from './opportunity-log';
import type { RecordingHeader } from './recording-header';
import { RecordingWriter } from './recording-writer';
import type { RecordingWriterOptions } from './recording-writer-options';
import { newSessionId } from './segment-files';

/** Where recordings go, as the environment says. */
export interface RecordingSettings {
  readonly directory: string;
  /** Finished segments go to this bucket and leave the disk; undefined: they stay, as a ring. */
  readonly upload: { readonly bucket: string; readonly prefix: string } | undefined;
}

export type RecordingNote =
  | UploaderNote
  | { readonly event: 'recording-started'; readonly session: string; readonly directory: string }
  | { readonly event: 'recording-problem'; readonly cause: string };

export interface StartRecordingOptions {
  readonly settings: RecordingSettings;
  /** The session's name and the format's number are given here. */
  readonly header: Omit<RecordingHeader, 'format' | 'session'>;
  readonly stateOf: () => unknown;
  readonly onNote: (note: RecordingNote) => void;
  /** For tests. */
  readonly writer?: Partial<RecordingWriterOptions>;
  readonly client?: ConstructorParameters<typeof RecordingUploader>[0]['client'];
}

/** One session being recorded. */
export interface SessionRecording {
  /** What came in goes here, each before the session accepts it. */
  readonly writer: RecordingWriter;
  /** What was found goes here. */
  readonly opportunities: OpportunityLog;
  /** Writes the end and uploads what waits, in `withinMs` at most; what is not uploaded then stays on disk, and its number is returned. */
  close(withinMs: number): Promise<number>;
}

/** Five minutes of the machine's time: a market that runs faster fills a segment sooner. */
const SEGMENT_REAL_MS = 300_000;

const within = async (withinMs: number, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => { timer = setTimeout(resolve, withinMs); });
  await Promise.race([work, deadline]);
  clearTimeout(timer);
};

/**
 * Records a session into a directory of its own: writer, log of opportunities and, where a bucket is named, the upload.
 * @throws RecordingError when the directory cannot be written.
 */
export const startRecording = ({ settings, header, stateOf, onNote, ...rest }: StartRecordingOptions): SessionRecording => {
  const { directory, upload } = settings;
  const session = newSessionId(Date.now());
  const onProblem = (cause: string): void => onNote({ event: 'recording-problem', cause });
  const uploader = upload && new RecordingUploader({ client: rest.client ?? makeS3Client(), ...upload, onNote });
  const writer = new RecordingWriter({
    directory, stateOf, onProblem, header: { ...header, format: 1, session }, segmentMs: SEGMENT_REAL_MS * header.speed,
    ...rest.writer, onSegment: (path) => uploader?.add(path),
  });
  const opportunities = new OpportunityLog({ sessionDirectory: writer.sessionDirectory, onProblem });
  onNote({ event: 'recording-started', session, directory: writer.sessionDirectory });

  const close = async (withinMs: number): Promise<number> => {
    const endMs = performance.now() + withinMs;
    await within(withinMs, Promise.all([writer.close(), opportunities.close()]));
    if (uploader === undefined) return 0;
    uploader.add(opportunities.path);
    return uploader.close(Math.max(0, endMs - performance.now()));
  };
  return { writer, opportunities, close };
};
