import { rmdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileProblem } from './recording-error';
import { OLDER_OPPORTUNITIES_FILE, OPPORTUNITIES_FILE, segmentPaths, sessionsIn } from './segment-files';

export interface RingLimits {
  /** Real time since a segment's last write. */
  readonly maxAgeMs: number;
  /** Of all segments of all sessions together. */
  readonly maxBytes: number;
}

interface Kept {
  readonly path: string;
  readonly bytes: number;
  readonly writtenMs: number;
}

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Undefined where somebody else, the uploader say, was faster. */
const segmentAt = async (path: string): Promise<Kept | undefined> => {
  try {
    const { size, mtimeMs } = await stat(path);
    return { path, bytes: size, writtenMs: mtimeMs };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};

const remove = (path: string): Promise<void> => unlink(path).catch((error: unknown) => { if (!isGone(error)) throw error; });

/**
 * Keeps a directory of recordings within its limits: whole segments go, oldest first, those of earlier sessions included. The newest
 * segment of the current session stays whatever the limits say. Only files with a recording's own names are touched.
 */
export class SegmentRing {
  deletedSegments = 0;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly directory: string, private readonly currentSession: string, private readonly limits: RingLimits,
    private readonly onProblem: (text: string) => void,
  ) {}

  /** One round after the one under way, if any; never rejects. */
  prune(): Promise<void> {
    this.running = this.running.then(() => this.pruneNow()).catch((error: unknown) => {
      this.onProblem(`old recordings cannot be deleted in ${this.directory}: ${fileProblem(error)}`);
    });
    return this.running;
  }

  private async pruneNow(): Promise<void> {
    const sessions = await sessionsIn(this.directory);
    const paths = (await Promise.all(sessions.map((session) => segmentPaths(join(this.directory, session))))).flat();
    const segments = (await Promise.all(paths.map(segmentAt))).filter((segment) => segment !== undefined);
    let bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
    const oldestMs = Date.now() - this.limits.maxAgeMs;
    for (const segment of segments.slice(0, -1)) {
      if (segment.writtenMs >= oldestMs && bytes <= this.limits.maxBytes) continue;
      await remove(segment.path);
      bytes -= segment.bytes;
      this.deletedSegments += 1;
    }
    for (const session of sessions) if (session !== this.currentSession) await this.removeIfEmpty(join(this.directory, session));
  }

  /** A session without segments loses its opportunities too: nothing is left to explain them with. */
  private async removeIfEmpty(sessionDirectory: string): Promise<void> {
    if ((await segmentPaths(sessionDirectory)).length > 0) return;
    for (const name of [OPPORTUNITIES_FILE, OLDER_OPPORTUNITIES_FILE]) await remove(join(sessionDirectory, name));
    await rmdir(sessionDirectory).catch(() => undefined);
  }
}
