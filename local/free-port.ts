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

/** The port that somebody asked for; 0 lets the system choose. @throws Error where it is taken: who asked for it looks for it there. */
export const givenPort = async (wanted: number): Promise<number> => {
  if (wanted === 0) return freePort();
  if (await listenOn(wanted) === undefined) throw new Error(`port ${wanted} of ${LOOPBACK} is not free: stop what listens there, or name another`);
  return wanted;
};
