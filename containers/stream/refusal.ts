import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

export type RefusedStatus = 400 | 401 | 403 | 404 | 408 | 426 | 429 | 431 | 503;

/** Random waits, so that those who were refused together do not come back together (G11). */
export const jitteredMs = (random: () => number, leastMs = 500, mostMs = 5_000): number => Math.round(leastMs + random() * (mostMs - leastMs));

/** Reason of a close that a client should come back from: at most 123 bytes by RFC 6455, 5.5. */
export const retryReason = (random: () => number): string => JSON.stringify({ retry_in_ms: jitteredMs(random) });

/**
 * Answers a request to upgrade with a status and ends the connection. The body names nothing but the status: a wrong token, an unknown
 * one and one of a lower tier look alike.
 */
export const refuse = (socket: Duplex, status: RefusedStatus, retryAfterMs?: number): void => {
  const reason = STATUS_CODES[status] ?? '';
  const retry = retryAfterMs === undefined ? '' : `Retry-After: ${Math.ceil(retryAfterMs / 1_000)}\r\n`;
  if (socket.writable) {
    socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\n${retry}Content-Type: text/plain\r\nContent-Length: ${reason.length}\r\n\r\n${reason}`);
  }
  // A peer that does not close its side must not keep ours.
  const timer = setTimeout(() => { socket.destroy(); }, 1_000).unref();
  socket.once('close', () => { clearTimeout(timer); });
};
