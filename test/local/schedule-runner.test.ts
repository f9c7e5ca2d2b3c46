import { scaledClock } from '../../adapters/clock';
import type { Invocation } from '../../local/lambda-process';
import { ScheduleRunner } from '../../local/schedule-runner';
import type { SchedulePlan } from '../../local/template/local-plan';
import { until } from '../support/until';

const SPEED = 60;
const PLAN: SchedulePlan = {
  stackName: 'app', logicalId: 'Minute', functionName: 'work', timing: { kind: 'every', everyMs: 60_000 }, inputTemplate: '{"scheduled_time":<time>}', timeNames: ['time'],
};

describe('a rule on this machine', () => {
  const calls: number[] = [];
  const problems: string[] = [];
  let answer: (nth: number) => Invocation;
  let runner: ScheduleRunner;

  beforeEach(() => {
    calls.length = 0;
    problems.length = 0;
    answer = () => ({ outcome: 'returned', value: undefined });
    runner = new ScheduleRunner({
      plan: PLAN, clock: scaledClock(Date.now(), SPEED), speed: SPEED, onProblem: (text) => { problems.push(text); },
      invoke: async (input) => {
        calls.push(Date.parse((input as { scheduled_time: string }).scheduled_time));
        return answer(calls.length);
      },
    });
  });
  afterEach(() => runner.stop());

  test('is called at whole minutes of the market\'s time, each once', async () => {
    runner.start();
    await until(() => calls.length >= 3, 'three calls');
    expect(calls.every((atMs) => atMs % 60_000 === 0)).toBe(true);
    expect(new Set(calls).size).toBe(calls.length);
    expect([...calls].sort((a, b) => a - b)).toEqual(calls);
  });

  test('goes on after a call that failed, and says so', async () => {
    answer = (nth) => (nth === 1 ? { outcome: 'failed', reason: 'broken' } : { outcome: 'returned', value: undefined });
    runner.start();
    await until(() => calls.length >= 2, 'a second call');
    expect(problems).toEqual([expect.stringMatching(/^Minute: the call of .+ failed: broken$/)]);
  });

  test('is called no more once it is stopped', async () => {
    runner.start();
    await until(() => calls.length > 0, 'a call');
    await runner.stop();
    const called = calls.length;
    // Longer than from one call to the next.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(calls).toHaveLength(called);
  });
});
