import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createReadStream } from 'node:fs';
import { stat, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fullJitterDelayMs, type BackoffBounds } from '../../core/retry/full-jitter';

const RETRY: BackoffBounds = { baseMs: 1_000, capMs: 60_000 };

export type UploaderNote =
  | { readonly event: 'recording-uploaded'; readonly key: string; readonly bytes: number }
  | { readonly event: 'recording-upload-failed'; readonly key: string; readonly cause: string; readonly retryInMs: number };

export interface RecordingUploaderSettings {
  readonly client: Pick<S3Client, 'send'>;
  readonly bucket: string;
  /** Keys are `<prefix>/<session>/<file>`. */
  readonly prefix: string;
  readonly onNote?: (note: UploaderNote) => void;
  readonly retry?: BackoffBounds;
}

export interface UploaderStats {
  readonly waiting: number;
  readonly uploaded: number;
  readonly uploadedBytes: number;
  readonly failures: number;
  /** Deleted by the ring before they could be uploaded. */
  readonly gone: number;
}

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const causeOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/**
 * Uploads finished files of recordings to S3, one at a time and in order, and deletes each after it has arrived. Nothing here throws or
 * waits for the caller: while S3 does not answer the files stay where they are, and the ring of the directory deletes the oldest.
 */
export class RecordingUploader {
  private readonly waiting: string[] = [];
  private readonly counts = { uploaded: 0, uploadedBytes: 0, failures: 0, gone: 0 };
  private failuresInRow = 0;
  private running: Promise<void> | undefined;
  private wakeUp: (() => void) | undefined;
  private isClosed = false;

  constructor(private readonly settings: RecordingUploaderSettings) {}

  /** Takes over a file that nobody writes to any more. */
  add(path: string): void {
    this.waiting.push(path);
    if (!this.isClosed) this.running ??= this.run();
  }

  stats(): UploaderStats {
    return { waiting: this.waiting.length, ...this.counts };
  }

  /** Tries at once what waits, for at most `withinMs`. Returns how many files are left. Later calls upload nothing. */
  async close(withinMs: number): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => { timer = setTimeout(resolve, withinMs); });
    this.isClosed = true;
    this.wakeUp?.();
    await Promise.race([deadline, this.running]);
    clearTimeout(timer);
    return this.waiting.length;
  }

  private async run(): Promise<void> {
    for (let path = this.waiting[0]; path !== undefined; path = this.waiting[0]) {
      if (await this.upload(path)) this.waiting.shift();
      else if (this.isClosed && this.failuresInRow > 1) break;
    }
    this.running = undefined;
  }

  /** True when the file is dealt with. */
  private async upload(path: string): Promise<boolean> {
    const key = `${this.settings.prefix}/${basename(dirname(path))}/${basename(path)}`;
    try {
      const bytes = await this.put(path, key);
      this.failuresInRow = 0;
      this.counts.uploaded += 1;
      this.counts.uploadedBytes += bytes;
      this.settings.onNote?.({ event: 'recording-uploaded', key, bytes });
      return true;
    } catch (error) {
      if (isGone(error)) {
        this.counts.gone += 1;
        return true;
      }
      await this.afterFailure(key, causeOf(error));
      return false;
    }
  }

  private async put(path: string, key: string): Promise<number> {
    const { size } = await stat(path);
    const body = createReadStream(path);
    try {
      await this.settings.client.send(new PutObjectCommand({ Bucket: this.settings.bucket, Key: key, Body: body, ContentLength: size, ContentType: 'application/octet-stream' }));
    } finally {
      body.destroy();
    }
    await unlink(path).catch((error: unknown) => { if (!isGone(error)) throw error; });
    return size;
  }

  private async afterFailure(key: string, cause: string): Promise<void> {
    const retryInMs = fullJitterDelayMs(this.failuresInRow, Math.random, this.settings.retry ?? RETRY);
    this.failuresInRow += 1;
    this.counts.failures += 1;
    this.settings.onNote?.({ event: 'recording-upload-failed', key, cause, retryInMs });
    if (this.isClosed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, retryInMs).unref();
      this.wakeUp = () => { clearTimeout(timer); resolve(); };
    });
  }
}
