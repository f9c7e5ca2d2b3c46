import { parseDailyLook } from '../../../core/contracts/daily-look';
import { parseOpportunity } from '../../../core/contracts/opportunity';
import { parseScheduleCall } from '../../../core/contracts/schedule';
import { scheduleCall } from '../../../lambdas/schedule/env';
import { makeSchedule, type SchedulePorts } from '../../../lambdas/schedule/handler';

const TIME = '2026-01-07T15:05:00Z';
const NOW_MS = Date.parse(TIME) + 1_234;

describe('the schedule function', () => {
  const opportunities: object[] = [];
  const looks: object[] = [];
  let digests = 0;
  const ports: SchedulePorts = {
    takeDigests: async () => { digests += 1; },
    sendOpportunity: async (message) => { opportunities.push(message); },
    sendLook: async (message) => { looks.push(message); },
    clock: { nowMs: () => NOW_MS },
  };
  const run = makeSchedule(ports);

  beforeEach(() => {
    opportunities.length = 0;
    looks.length = 0;
    digests = 0;
  });

  test('S3.23: asks for the look back at the scheduled time, however late it is called', async () => {
    await run(scheduleCall('daily-look', TIME));
    expect(looks.map(parseDailyLook)).toEqual([{ schema: 'daily-look.v1', scheduled_time: TIME }]);
    expect([opportunities, digests]).toEqual([[], 0]);
  });

  test('D-17: sends a canary of the market\'s present time, and says so', async () => {
    const told: string[] = [];
    await makeSchedule({ ...ports, onCanary: ({ dedupe_key }) => { told.push(dedupe_key); } })(scheduleCall('canary', TIME));
    const [canary] = opportunities.map(parseOpportunity);
    expect(canary).toMatchObject({ symbol: 'TAPEWATCH-CANARY', received_time_ms: NOW_MS });
    expect(told).toEqual([canary!.dedupe_key]);
  });

  test('takes the digests when it is called to', async () => {
    await run(scheduleCall('digests', TIME));
    expect([digests, opportunities, looks]).toEqual([1, [], []]);
  });

  test('takes no call that it does not know', () => {
    expect(() => parseScheduleCall({ ...scheduleCall('digests', TIME), job: 'weekly' })).toThrow('schedule.v1: field "job" is "weekly"');
    expect(() => parseScheduleCall({ ...scheduleCall('digests', TIME), scheduled_time: 'noon' })).toThrow('schedule.v1: field "scheduled_time" is "noon"');
  });
});
