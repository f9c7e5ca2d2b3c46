import { createServer, type AddressInfo } from 'node:net';

export const LOOPBACK = '127.0.0.1';

const listenOn = async (wanted: number): Promise<number | undefined> => new Promise((resolve) => {
  const server = createServer();
  server.once('error', () => { resolve(undefined); });
  server.listen(wanted, LOOPBACK, () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => { resolve(port); });
  });
});

/** A port of loopback that was free a moment ago: `preferred` if it is, else any. For what must be found where it was before. */
export const freePort = async (preferred = 0): Promise<number> => {
  const port = await listenOn(preferred) ?? await listenOn(0);
  if (port === undefined) throw new Error(`no port of ${LOOPBACK} is free`);
  return port;
};
