import WebSocket from 'ws';
import { IdiomaticPath } from '../idiomatic/idiomatic-path';
import { answerOf, CLOCK_TICK_MS, tickAfter } from '../paths/path';
import { wholeMarket } from '../paths/settings';
import { FrameMeter } from './frame-meter';
import { allTopics, type StreamClient } from './stream-client';

/** ws with its defaults and the idiomatic path behind it. */
export const idiomaticClient: StreamClient = (url, { instruments, receivedTimesMs, startTimeMs, measuredFrom }, onDone) => {
  const path = new IdiomaticPath(wholeMarket(instruments.length));
  path.onUniverse(instruments);
  let next = 0;
  let nextTickMs = tickAfter(receivedTimesMs[0] ?? startTimeMs);
  const meter = new FrameMeter(measuredFrom, receivedTimesMs.length, (cpuNsPerFrame) => { onDone(cpuNsPerFrame, answerOf(path)); });
  const socket = new WebSocket(url);
  let isAcknowledged = false;
  socket.on('open', () => { socket.send(JSON.stringify({ op: 'subscribe', args: allTopics(instruments) })); });
  socket.on('message', (frame: Buffer) => {
    if (!isAcknowledged) {
      isAcknowledged = true;
      return;
    }
    const receivedTimeMs = receivedTimesMs[next] ?? 0;
    for (; nextTickMs <= receivedTimeMs; nextTickMs += CLOCK_TICK_MS) path.onClock(nextTickMs);
    path.onFrame(frame, receivedTimeMs);
    next += 1;
    meter.count();
  });
};
