/**
 * Tells a stall of our own event loop from a silent venue. After a block, frames wait unread in the kernel, so every
 * age looks too old; nothing may be judged until the loop has had `graceMs` to read them.
 */
export class LoopGuard {
  private lastActivityMs: number;
  private graceUntilMs = Number.NEGATIVE_INFINITY;

  /** `blockMs`: the longest time without any activity (tick or frame) that is not called a block. */
  constructor(nowMs: number, private readonly blockMs: number, private readonly graceMs: number) {
    this.lastActivityMs = nowMs;
  }

  /** Call on every tick and frame; true when ages may be judged now. */
  mayJudge(nowMs: number): boolean {
    if (nowMs - this.lastActivityMs > this.blockMs) this.graceUntilMs = nowMs + this.graceMs;
    this.lastActivityMs = nowMs;
    return nowMs >= this.graceUntilMs;
  }
}
