import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';

/** Writes what is planted, one JSON line each, as the list grows. */
export class LedgerFile {
  private written = 0;

  private constructor(private readonly stream: WriteStream) {
    stream.on('error', () => { /* a full disk must not take the venue down; the ledger stays available in memory */ });
  }

  /** Truncates the file. Throws a sentence with the path when it cannot be written. */
  static async open(path: string): Promise<LedgerFile> {
    const stream = createWriteStream(path, { flags: 'w' });
    try {
      await once(stream, 'open');
    } catch (error) {
      throw new Error(`ledger file "${path}" cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
    return new LedgerFile(stream);
  }

  append(ledger: readonly object[]): void {
    for (; this.written < ledger.length; this.written += 1) this.stream.write(`${JSON.stringify(ledger[this.written])}\n`);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => { this.stream.end(() => { resolve(); }); });
  }
}
