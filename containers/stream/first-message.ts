import type { WebSocket } from 'ws';
import { parseJson } from '../../core/contracts/contract';
import { parseStreamHello, type StreamHello } from '../../core/contracts/stream-request';

const MAX_PINGS = 5;

const read = (text: string): StreamHello | undefined => {
  try {
    return parseJson(parseStreamHello, text);
  } catch {
    return undefined;
  }
};

/**
 * The first message of a socket that was opened to receive a token, and nothing but that; undefined: it did not come in time, or was
 * something else. Nothing more is read from the socket until its owner resumes it.
 */
export const firstMessage = (socket: WebSocket, withinMs: number): Promise<StreamHello | undefined> => new Promise((resolve) => {
  let pings = 0;
  const settle = (hello: StreamHello | undefined): void => {
    clearTimeout(timer);
    socket.off('message', onMessage).off('ping', onPing).off('close', onClose);
    socket.pause();
    resolve(hello);
  };
  const timer = setTimeout(() => { settle(undefined); }, withinMs);
  const onMessage = (data: Buffer, isBinary: boolean): void => { settle(isBinary ? undefined : read(data.toString())); };
  const onPing = (): void => { if ((pings += 1) > MAX_PINGS) settle(undefined); };
  const onClose = (): void => { settle(undefined); };
  socket.on('message', onMessage).on('ping', onPing).on('close', onClose);
});
