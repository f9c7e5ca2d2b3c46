import { createServer, type AddressInfo, type Server } from 'node:net';
import { freePort, givenPort, LOOPBACK } from '../../local/free-port';

describe('ports of a run on one machine', () => {
  let holder: Server;
  let taken = 0;

  beforeAll(async () => {
    holder = createServer();
    await new Promise<void>((resolve) => { holder.listen(0, LOOPBACK, () => { resolve(); }); });
    taken = (holder.address() as AddressInfo).port;
  });
  afterAll(() => { holder.close(); });

  test('one that is usual and taken is left for another', async () => {
    expect(await freePort(taken)).not.toBe(taken);
  });

  test('one that was asked for is had, or said to be taken', async () => {
    await expect(givenPort(taken)).rejects.toThrow(`port ${taken} of 127.0.0.1 is not free`);
    const free = await freePort();
    expect(await givenPort(free)).toBe(free);
    expect(await givenPort(0)).toBeGreaterThan(0);
  });
});
