/** One message in both envelopes, each made into bytes once however many connections it goes to. */
export class WireFrame {
  private rawBytes: Buffer | undefined;
  private combinedBytes: Buffer | undefined;

  constructor(private readonly stream: string, private readonly data: string) {}

  /** As a raw stream sends it. */
  raw(): Buffer { return (this.rawBytes ??= Buffer.from(this.data)); }

  /** As a combined stream wraps it. */
  combined(): Buffer { return (this.combinedBytes ??= Buffer.from(`{"stream":"${this.stream}","data":${this.data}}`)); }
}
