import { Random } from '../../simulator/market/random';
import type { FrameStream } from '../frames/frame-stream';
import type { BenchCase } from '../harness/bench-case';
import { compare, interleave, type Contestant } from '../harness/measure';
import { median, percentileInPlace } from '../harness/statistics';
import { IDIOMATIC, makeWarmStream, measuredCount, PRODUCT, warmPath, type PathName } from '../paths/contestant';
import { answerOf, CLOCK_TICK_MS, tickAfter, type Path } from '../paths/path';

const FRAMES_PER_SECOND = 50_000;
const BURST_FRAMES = 600;
const BURST_EVERY_MS = 100;
const CALIBRATIONS = 100_000;

/** What a reading of the clock costs: part of every measured service time. */
const clockCostMs = (): number => {
  const readings = Array.from({ length: CALIBRATIONS }, () => performance.now());
  return median(readings.slice(1).map((reading, index) => reading - (readings[index] ?? reading)));
};

/** Service time of each frame of the measured part in ms, that of the clock's ticks before it included. */
const serviceTimesMs = ({ frames, receivedTimesMs, measuredFrom }: FrameStream, path: Path): Float64Array => {
  const times = new Float64Array(frames.length - measuredFrom);
  const costMs = clockCostMs();
  let nextTickMs = tickAfter(receivedTimesMs[measuredFrom - 1] ?? 0);
  let beforeMs = performance.now();
  for (let index = measuredFrom; index < frames.length; index += 1) {
    const receivedTimeMs = receivedTimesMs[index] ?? 0;
    for (; nextTickMs <= receivedTimeMs; nextTickMs += CLOCK_TICK_MS) path.onClock(nextTickMs);
    const frame = frames[index];
    if (frame !== undefined) path.onFrame(frame, receivedTimeMs);
    const nowMs = performance.now();
    times[index - measuredFrom] = Math.max(0, nowMs - beforeMs - costMs);
    beforeMs = nowMs;
  }
  return times;
};

/**
 * Time from arrival to decision of each frame in µs, when frames arrive as a Poisson stream with a burst on top of it every 100 ms and wait
 * for those before them: W_(n+1) = max(0, W_n + S_n - A_n).
 * Source: D. V. Lindley, "The theory of queues with a single server", Mathematical Proceedings of the Cambridge Philosophical Society 48, 1952.
 */
const sojournTimesUs = (servicesMs: Float64Array): Float64Array => {
  const random = new Random(1);
  const meanGapMs = 1_000 / FRAMES_PER_SECOND;
  let nextBurstMs = BURST_EVERY_MS;
  let inBurst = 0;
  let arrivalMs = 0;
  let freeMs = 0;
  return servicesMs.map((serviceMs) => {
    if (inBurst > 0) inBurst -= 1;
    else arrivalMs += meanGapMs * random.exponential();
    if (arrivalMs >= nextBurstMs) {
      nextBurstMs += BURST_EVERY_MS;
      inBurst = BURST_FRAMES;
    }
    freeMs = Math.max(freeMs, arrivalMs) + serviceMs;
    return (freeMs - arrivalMs) * 1_000;
  });
};

const burstContestant = (name: PathName, stream: FrameStream): Contestant => ({
  name,
  round: () => {
    const path = warmPath(name, stream);
    const services = serviceTimesMs(stream, path);
    return { value: percentileInPlace(sojournTimesUs(services), 0.99), answer: answerOf(path) };
  },
});

export const BURST: BenchCase = {
  name: 'burst',
  isPinned: true,
  run: async (context) => {
    const stream = makeWarmStream(300, context.isQuick ? 60_000 : 400_000);
    const measured = await interleave(context, 'burst', [burstContestant(PRODUCT, stream), burstContestant(IDIOMATIC, stream)]);
    return [compare(measured, {
      figure: 'burst p99, 600 frames on 50,000/s', unit: 'µs', ours: PRODUCT, peer: IDIOMATIC, goal: { timesCheaper: 20 },
      note: `waiting times computed from ${measuredCount(stream).toLocaleString('en-US')} measured service times, so a stall of the machine counts against whom it hits`,
    })];
  },
};
