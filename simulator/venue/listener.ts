import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const HOST = '127.0.0.1';

export interface LoopbackServer {
  readonly http: Server;
  readonly port: number;
  /** `127.0.0.1:port`. */
  readonly address: string;
  close(): Promise<void>;
}

/** An HTTP server on loopback; 0 takes any free port. Rejects with a sentence when the port cannot be had. */
export const listenOnLoopback = async (port: number, onRequest: RequestListener): Promise<LoopbackServer> => {
  const http = createServer(onRequest);
  http.listen(port, HOST);
  try {
    await once(http, 'listening');
  } catch (error) {
    throw new Error(`port ${port} on ${HOST} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
  const bound = (http.address() as AddressInfo).port;
  return {
    http, port: bound, address: `${HOST}:${bound}`,
    close: async () => {
      http.closeAllConnections();
      await new Promise<void>((resolve) => { http.close(() => { resolve(); }); });
    },
  };
};
