import { setTimeout as sleep } from 'node:timers/promises';
import type { MarketClock } from '../adapters/clock';
import type { Invocation } from './lambda-process';
import type { SchedulePlan } from './template/local-plan';
import { nextRunMs } from './template/schedule-expression';
import { scheduledInput } from './template/schedule-of';

export interface ScheduleRunnerOptions {
  readonly plan: SchedulePlan;
  /** The market's: rules keep its time. */
  readonly clock: MarketClock;
  /** Market seconds per second. */
  readonly speed: number;
  readonly invoke: (input: unknown) => Promise<Invocation>;
  readonly onProblem: (text: string) => void;
}

/** However fast the market runs: a call that comes more often than this only keeps the machine busy. */
const LEAST_WAIT_MS = 1_000;

/**
 * What EventBridge does with a rule on a schedule: calls the function at its times. Times that passed while a call ran are left out, where
 * EventBridge would call twice at once.
 */
export class ScheduleRunner {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: ScheduleRunnerOptions) {}

  start(): void {
    this.running = this.run();
  }

  /** Makes no further call; resolves when the one in hand is done. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { plan, clock, speed } = this.options;
    const { signal } = this.stopping;
    let lastMs = 0;
    while (!signal.aborted) {
      // A timer may ring a little early: the same time is not called for twice.
      const atMs = nextRunMs(plan.timing, Math.max(lastMs, clock.nowMs()));
      lastMs = atMs;
      await sleep(Math.max(LEAST_WAIT_MS, (atMs - clock.nowMs()) / speed), undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.call(atMs);
    }
  }

  private async call(atMs: number): Promise<void> {
    const { plan, invoke, onProblem } = this.options;
    const invocation = await invoke(scheduledInput(plan, atMs));
    if (invocation.outcome === 'failed' && !this.stopping.signal.aborted) onProblem(`${plan.logicalId}: the call of ${new Date(atMs).toISOString()} failed: ${invocation.reason}`);
  }
}
