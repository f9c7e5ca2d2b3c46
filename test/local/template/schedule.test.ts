import fc from 'fast-check';
import { collectPlan } from '../../../local/template/collect-plan';
import type { SchedulePlan } from '../../../local/template/local-plan';
import { nextRunMs, timingOf } from '../../../local/template/schedule-expression';
import { scheduledInput } from '../../../local/template/schedule-of';

const ACCOUNT = { accountId: '000000000000', region: 'us-east-1', sqsEndpoint: 'http://127.0.0.1:4100', httpEndpoint: 'http://127.0.0.1:8470' };
const TARGET = {
  Id: 'Target0', Arn: { 'Fn::GetAtt': ['Work', 'Arn'] },
  InputTransformer: { InputPathsMap: { time: '$.time' }, InputTemplate: '{"schema":"schedule.v1","job":"canary","scheduled_time":<time>}' },
};
const RULE = { ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED', Targets: [TARGET] };

const schedulesOf = (rule: object): readonly SchedulePlan[] => collectPlan([{
  name: 'app', assetPaths: new Map([['x.zip', '/assets/x']]),
  template: { Resources: {
    Work: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler', Code: { S3Key: 'x.zip' } } },
    Rule: { Type: 'AWS::Events::Rule', Properties: rule },
  } },
}], ACCOUNT).schedules;

describe('a rule of EventBridge', () => {
  test('names its function, its times and what it hands over', () => {
    const [schedule, ...others] = schedulesOf(RULE);
    expect(others).toEqual([]);
    expect(schedule).toMatchObject({ stackName: 'app', logicalId: 'Rule', functionName: 'app-Work', timing: { kind: 'every', everyMs: 300_000 } });
    expect(scheduledInput(schedule!, Date.UTC(2026, 0, 2, 3, 4, 5))).toEqual({ schema: 'schedule.v1', job: 'canary', scheduled_time: '2026-01-02T03:04:05Z' });
  });

  test.each([
    ['rate(1 minute)', { kind: 'every', everyMs: 60_000 }], ['rate(2 hours)', { kind: 'every', everyMs: 7_200_000 }], ['rate(1 day)', { kind: 'every', everyMs: 86_400_000 }],
    ['cron(5 15 * * ? *)', { kind: 'daily', hour: 15, minute: 5 }], ['cron(0 0 * * ? *)', { kind: 'daily', hour: 0, minute: 0 }],
    ['rate(0 minutes)', undefined], ['rate(1.5 minutes)', undefined], ['cron(60 15 * * ? *)', undefined], ['cron(5 24 * * ? *)', undefined], ['cron(5 15 ? * MON-FRI *)', undefined],
    ['cron(0/5 * * * ? *)', undefined],
  ])('%s is %o', (expression, timing) => {
    expect(timingOf(expression)).toEqual(timing);
  });

  test.each([
    ['a schedule that is not understood', { ...RULE, ScheduleExpression: 'cron(0/5 * * * ? *)' }, 'the schedule "cron(0/5 * * * ? *)" is not supported'],
    ['an event pattern', { EventPattern: {}, State: 'ENABLED', Targets: [TARGET] }, 'the schedule undefined is not supported'],
    ['a disabled rule', { ...RULE, State: 'DISABLED' }, 'a rule in the state "DISABLED" is not supported'],
    ['two targets', { ...RULE, Targets: [TARGET, TARGET] }, 'a rule needs one function as its target'],
    ['a target that is no function', { ...RULE, Targets: [{ ...TARGET, Arn: 'arn:aws:sqs:us-east-1:000000000000:work' }] }, 'a rule needs one function as its target'],
    ['an event that is passed on whole', { ...RULE, Targets: [{ Id: 'Target0', Arn: TARGET.Arn }] }, 'has no InputTransformer'],
    ['another part of the event', { ...RULE, Targets: [{ ...TARGET, InputTransformer: { ...TARGET.InputTransformer, InputPathsMap: { time: '$.id' } } }] }, 'the input path "$.id" is not supported'],
  ])('with %s stops the run, by stack and resource', (_, rule, message) => {
    expect(() => schedulesOf(rule)).toThrow(`stack app, resource Rule: `);
    expect(() => schedulesOf(rule)).toThrow(message);
  });

  test('every run is after the one before by the rate, or by a day at the hour', () => {
    const times = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
    fc.assert(fc.property(times, fc.integer({ min: 1, max: 5_000 }), (afterMs, minutes) => {
      const every = { kind: 'every', everyMs: minutes * 60_000 } as const;
      const nextMs = nextRunMs(every, afterMs);
      expect(nextMs).toBeGreaterThan(afterMs);
      expect(nextMs - afterMs).toBeLessThanOrEqual(every.everyMs);
      expect(nextRunMs(every, nextMs)).toBe(nextMs + every.everyMs);
    }));
    fc.assert(fc.property(times, fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (afterMs, hour, minute) => {
      const next = new Date(nextRunMs({ kind: 'daily', hour, minute }, afterMs));
      expect([next.getUTCHours(), next.getUTCMinutes(), next.getUTCSeconds()]).toEqual([hour, minute, 0]);
      expect(next.getTime() - afterMs).toBeGreaterThan(0);
      expect(next.getTime() - afterMs).toBeLessThanOrEqual(86_400_000);
    }));
  });
});
