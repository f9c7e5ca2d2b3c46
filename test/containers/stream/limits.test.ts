import fc from 'fast-check';
import { ConnectionGate, DEFAULT_GATE, type Place } from '../../../containers/stream/connection-gate';
import { DEFAULT_FAULT_LOCK, FaultLock } from '../../../containers/stream/fault-lock';
import { TokenBucket } from '../../../containers/stream/token-bucket';

describe('a bucket', () => {
  test('never lets through more than its burst and its rate, in any window', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 50 }), fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }), (burst, perSecond, pauses) => {
      const bucket = new TokenBucket(burst, perSecond, 0);
      let nowMs = 0;
      const taken: number[] = [];
      for (const pause of pauses) {
        nowMs += pause;
        if (bucket.take(nowMs)) taken.push(nowMs);
      }
      taken.forEach((fromMs, from) => taken.slice(from).forEach((toMs, index) => {
        expect(index + 1).toBeLessThanOrEqual(burst + ((toMs - fromMs) / 1_000) * perSecond + 1e-6);
      }));
    }), { numRuns: 200 });
  });
});

describe('G7: the lock', () => {
  test('is for a second after the fifth fault, then twice as long each time, at most a quarter of an hour', () => {
    const lock = new FaultLock();
    const waits = Array.from({ length: 20 }, () => {
      lock.fault('a', 0);
      return lock.waitMs('a', 0);
    });
    expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000]);
    expect(waits.at(-1)).toBe(900_000);
    expect(lock.waitMs('b', 0)).toBe(0);
  });

  test('a fault is forgotten after a quarter of an hour without another', () => {
    const lock = new FaultLock();
    for (let faults = 0; faults < 5; faults += 1) lock.fault('a', 0);
    expect(lock.fault('a', 900_000)).toBe(1);
  });

  test('tries under way are counted before anything is known of them', () => {
    const lock = new FaultLock();
    const begun = Array.from({ length: 100 }, () => lock.beginTry('a', 0)).filter(Boolean).length;
    expect(begun).toBe(DEFAULT_FAULT_LOCK.triesAtOnce);
    for (let tries = 0; tries < begun; tries += 1) lock.endTry('a', false, 0);
    expect(lock.beginTry('a', 1)).toBe(false);
    expect(lock.beginTry('a', 900_000)).toBe(true);
    expect([lock.beginTry('a', 900_000), lock.beginTry('a', 900_000)]).toEqual([true, true]);
  });

  test('right tokens are no fault', () => {
    const lock = new FaultLock();
    for (let tries = 0; tries < 1_000; tries += 1) {
      expect(lock.beginTry('a', 0)).toBe(true);
      lock.endTry('a', true, 0);
    }
  });

  test('a million addresses do not fill the memory', () => {
    const lock = new FaultLock({ ...DEFAULT_FAULT_LOCK, maxAddresses: 1_000 });
    for (let address = 0; address < 100_000; address += 1) lock.fault(String(address), 0);
    expect(lock.size).toBe(1_000);
  });
});

describe('G2: the gate', () => {
  test('whatever comes and goes, its counts are those of who is in', () => {
    const limits = { maxClients: 8, maxClientsPerAddress: 3, maxClientsPerToken: 2, acceptsPerSecond: 1_000 };
    fc.assert(fc.property(fc.array(fc.record({ address: fc.constantFrom('a', 'b', 'c', 'd'), token: fc.constantFrom(undefined, 's', 't'), leaves: fc.boolean() }), { maxLength: 60 }), (steps) => {
      const gate = new ConnectionGate(limits, 0);
      const inside: { address: string; token: string | undefined; place: Place }[] = [];
      let nowMs = 0;
      for (const { address, token, leaves } of steps) {
        nowMs += 10_000;
        const leaving = leaves ? inside.shift() : undefined;
        leaving?.place.free();
        leaving?.place.free();
        const place = gate.take(address, nowMs);
        const hasRoom = inside.length < 8 && inside.filter((one) => one.address === address).length < 3;
        expect(typeof place !== 'string').toBe(hasRoom);
        if (typeof place === 'string') continue;
        const hasTokenRoom = token === undefined || inside.filter((one) => one.token === token).length < 2;
        expect(place.enter(token, nowMs)).toBe(hasTokenRoom ? undefined : 'too-many');
        if (hasTokenRoom) inside.push({ address, token, place });
        else place.free();
        expect(gate.size).toBe(inside.length);
      }
    }));
  });

  test('an address that comes and goes all the time is slowed down', () => {
    const gate = new ConnectionGate({ ...DEFAULT_GATE, maxClientsPerAddress: 5 }, 0);
    const answers = Array.from({ length: 20 }, () => {
      const place = gate.take('a', 0);
      if (typeof place !== 'string') place.free();
      return typeof place === 'string' ? place : 'in';
    });
    expect(answers.filter((answer) => answer === 'in')).toHaveLength(5);
    expect(answers.at(-1)).toBe('too-fast');
    expect(typeof gate.take('b', 0)).toBe('object');
  });
});
