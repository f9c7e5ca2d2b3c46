import { connect, createServer, type AddressInfo } from 'node:net';

const LOOPBACK = '127.0.0.1';

/**
 * Runs `test` with a port of loopback that refuses every connection: the near end of one that is held open meanwhile. A port that was
 * free a moment ago may be listened on by another test by now. Its address is named, as a port that the system took on its own for a
 * connection may be taken once more, by the very socket that asks there: it would then reach itself.
 */
export const withRefusingPort = async (test: (port: number) => Promise<void>): Promise<void> => {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, LOOPBACK, resolve); });
  const { port: serverPort } = server.address() as AddressInfo;
  const accepted = new Promise<void>((resolve) => { server.once('connection', () => { resolve(); }); });
  const held = connect({ host: LOOPBACK, port: serverPort, localAddress: LOOPBACK });
  try {
    await accepted;
    await test((held.address() as AddressInfo).port);
  } finally {
    held.destroy();
    await new Promise((resolve) => { server.close(resolve); });
  }
};
