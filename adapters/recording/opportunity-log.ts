import { open, rename, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { fileProblem } from './recording-error';
import { OLDER_OPPORTUNITIES_FILE, OPPORTUNITIES_FILE } from './segment-files';

export interface OpportunityLogOptions {
  readonly sessionDirectory: string;
  /** At this length the file becomes the older one, replacing the older one before: a session has no end. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Lines held in memory at most while the disk does not take them. Default 10,000. */
  readonly maxWaiting?: number;
  /** One sentence, once per kind of trouble. */
  readonly onProblem?: (text: string) => void;
}

/**
 * Writes each opportunity of a session as one line of JSON, exactly as `JSON.stringify` gives it, so that a replay's file can be compared
 * byte by byte. `add` never waits and never throws; what the disk refuses is told and counted.
 */
export class OpportunityLog {
  readonly path: string;
  /** Lines that are not in the file. */
  lost = 0;
  private readonly maxBytes: number;
  private readonly waiting: string[] = [];
  private readonly told = new Set<string>();
  private file: FileHandle | undefined;
  private bytes = 0;
  private running: Promise<void> | undefined;

  constructor(private readonly options: OpportunityLogOptions) {
    this.path = join(options.sessionDirectory, OPPORTUNITIES_FILE);
    this.maxBytes = options.maxBytes ?? 64 * 1024 * 1024;
  }

  add(opportunity: object): void {
    if (this.waiting.length >= (this.options.maxWaiting ?? 10_000)) {
      this.lost += 1;
      return this.tell('the disk is behind');
    }
    this.waiting.push(`${JSON.stringify(opportunity)}\n`);
    this.running ??= this.run();
  }

  /** Resolves when every line is in the file, or given up. */
  async close(): Promise<void> {
    while (this.running !== undefined) await this.running;
    await this.file?.close().catch((error: unknown) => { this.tell(fileProblem(error)); });
    this.file = undefined;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const lines = this.nextLines();
      try {
        await this.write(lines.join(''));
      } catch (error) {
        this.lost += lines.length;
        this.tell(fileProblem(error));
        // No line is left cut in two for the next one to be appended to.
        await this.file?.truncate(this.bytes).catch(() => undefined);
      }
    }
    this.running = undefined;
  }

  /** As many as fit into one file; at least one. */
  private nextLines(): readonly string[] {
    let bytes = 0;
    const end = this.waiting.findIndex((line, index) => (bytes += Buffer.byteLength(line)) > this.maxBytes && index > 0);
    return this.waiting.splice(0, end < 0 ? this.waiting.length : end);
  }

  private async write(text: string): Promise<void> {
    const bytes = Buffer.byteLength(text);
    if (this.bytes > 0 && this.bytes + bytes > this.maxBytes) await this.turnOver();
    this.file ??= await open(this.path, 'a');
    await this.file.writeFile(text);
    this.bytes += bytes;
  }

  private async turnOver(): Promise<void> {
    await this.file?.close();
    this.file = undefined;
    await rename(this.path, join(this.options.sessionDirectory, OLDER_OPPORTUNITIES_FILE));
    this.bytes = 0;
  }

  private tell(cause: string): void {
    if (this.told.has(cause)) return;
    this.told.add(cause);
    this.options.onProblem?.(`opportunities are missing in ${this.path}: ${cause}`);
  }
}
