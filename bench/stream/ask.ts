import { connect } from 'node:net';
import { upgradeText } from './upgrade-text';

/** Asks for the vip tier with a token and goes at the answer. @returns its status; 0: none came. */
export const ask = (port: number, token: string, localAddress: string): Promise<number> => new Promise((resolve) => {
  let status = 0;
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('connect', () => { socket.write(upgradeText('/vip', [`Authorization: Bearer ${token}`])); });
  socket.once('data', (bytes) => {
    status = Number(bytes.toString('latin1', 9, 12));
    // Reset, not closed: a million ports must not stay in TIME_WAIT.
    socket.resetAndDestroy();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => { resolve(status); });
});
