const CHUNK_BYTES = 64 * 1024;

/**
 * Puts frames one behind the other into chunks of 64 KB and cuts them out again as views, as a WebSocket client delivers what one read
 * of its socket brought.
 */
export class FrameCutter {
  readonly frames: Buffer[] = [];
  readonly receivedTimesMs: number[] = [];
  private chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  private used = 0;

  add(text: string, receivedTimeMs: number): void {
    if (this.used + text.length > CHUNK_BYTES) {
      this.chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      this.used = 0;
    }
    const length = this.chunk.write(text, this.used, 'latin1');
    this.frames.push(this.chunk.subarray(this.used, this.used + length));
    this.receivedTimesMs.push(receivedTimeMs);
    this.used += length;
  }
}
