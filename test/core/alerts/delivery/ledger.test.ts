import fc from 'fast-check';
import { advance, deliveryId, heldRow, queuedRow, type DeliveryEvent } from '../../../../core/alerts/delivery/ledger';
import { DELIVERY_STATES, parseDeliveryRow, type DeliveryRow } from '../../../../core/contracts/delivery';
import { Random } from '../../../../simulator/market/random';

const KEY = { alertId: 'bybit|TAOUSDT|x@1|1|buy', userId: 'user-1', channel: { channel_id: 'sms', kind: 'sms' } } as const;
const START_MS = 1_000_000;
const LEASE_MS = 30_000;
const queued = queuedRow(KEY, START_MS);

const claim = (owner: string): DeliveryEvent => ({ kind: 'claim', owner, leaseMs: LEASE_MS });
const sent = (owner: string): DeliveryEvent => ({ kind: 'sent', owner, messageId: 'm-1', isLate: false });
const retry = (owner: string, nextAttemptMs = START_MS): DeliveryEvent => ({ kind: 'retry', owner, error: 'HTTP 500', nextAttemptMs });
const fail = (owner: string): DeliveryEvent => ({ kind: 'fail', owner, reason: 'gone', error: 'HTTP 410' });

const row = (events: readonly DeliveryEvent[], from: DeliveryRow = queued): DeliveryRow => events.reduce((current, event) => {
  const answer = advance(current, event, START_MS);
  if (answer.kind !== 'changed') throw new Error(`${event.kind}: ${answer.kind}`);
  return answer.row;
}, from);

const ROWS: Readonly<Record<string, DeliveryRow>> = {
  held: heldRow(KEY, 'quiet', START_MS), standby: heldRow(KEY, 'standby', START_MS), queued, claimed: row([claim('a')]), sent: row([claim('a'), sent('a')]),
  delivered: row([claim('a'), sent('a'), { kind: 'delivered' }]), read: row([claim('a'), sent('a'), { kind: 'read' }]), failed: row([claim('a'), fail('a')]),
};
const EVENTS: Readonly<Record<string, DeliveryEvent>> = {
  claim: claim('b'), sent: sent('a'), retry: retry('a'), fail: fail('a'), withdraw: { kind: 'withdraw', reason: 'stopped' },
  delivered: { kind: 'delivered' }, read: { kind: 'read' }, bounced: { kind: 'bounced', error: 'mailbox full' }, standIn: { kind: 'stand-in' },
};

describe('D-24: one row of the delivery ledger', () => {
  test('what may follow what: everything else is refused', () => {
    const table = Object.entries(ROWS).map(([state, one]) => [state, ...Object.values(EVENTS).map((event) => {
      const answer = advance(one, event, START_MS);
      return answer.kind === 'changed' ? answer.row.state : answer.kind;
    })]);
    expect(table).toEqual([
      //           claim      sent       retry      fail       withdraw   delivered    read       bounced    stand-in
      ['held', 'illegal', 'illegal', 'illegal', 'illegal', 'illegal', 'illegal', 'illegal', 'illegal', 'illegal'],
      ['standby', 'illegal', 'illegal', 'illegal', 'illegal', 'illegal', 'illegal', 'illegal', 'illegal', 'queued'],
      ['queued', 'claimed', 'illegal', 'illegal', 'illegal', 'failed', 'illegal', 'illegal', 'illegal', 'same'],
      ['claimed', 'busy', 'sent', 'queued', 'failed', 'illegal', 'delivered', 'read', 'failed', 'same'],
      ['sent', 'same', 'illegal', 'illegal', 'illegal', 'illegal', 'delivered', 'read', 'failed', 'same'],
      ['delivered', 'same', 'illegal', 'illegal', 'illegal', 'illegal', 'same', 'read', 'illegal', 'same'],
      ['read', 'same', 'illegal', 'illegal', 'illegal', 'illegal', 'same', 'same', 'illegal', 'same'],
      ['failed', 'same', 'illegal', 'illegal', 'illegal', 'illegal', 'illegal', 'illegal', 'same', 'same'],
    ]);
  });

  test('a claim is the owner\'s until its lease runs out; then the next one\'s, which counts one possible repeat', () => {
    const mine = ROWS['claimed'] ?? queued;
    expect(advance(mine, claim('a'), START_MS + 1)).toEqual({ kind: 'same' });
    expect(advance(mine, claim('b'), START_MS + LEASE_MS - 1)).toEqual({ kind: 'busy' });
    const taken = advance(mine, claim('b'), START_MS + LEASE_MS);
    if (taken.kind !== 'changed') throw new Error(taken.kind);
    expect(taken.row).toMatchObject({ owner: 'b', attempts: 2, repeats: 1 });
    expect(advance(taken.row, sent('a'), START_MS + LEASE_MS + 1)).toEqual({ kind: 'lost' });
  });

  test('another attempt waits for its time', () => {
    const waiting = row([claim('a'), retry('a', START_MS + 5_000)]);
    expect(advance(waiting, claim('b'), START_MS + 4_999)).toEqual({ kind: 'busy' });
    expect(advance(waiting, claim('b'), START_MS + 5_000)).toMatchObject({ kind: 'changed', row: { attempts: 2, repeats: 0 } });
  });

  test.each([['webhook', 'delivered', START_MS], ['telegram', 'delivered', START_MS], ['slack', 'delivered', START_MS], ['discord', 'delivered', START_MS], ['email', 'sent', null],
    ['sms', 'sent', null], ['push', 'sent', null]] as const)('a message taken by %s is %s: the receiver\'s own answer is its receipt', (kind, state, deliveredMs) => {
    const of = queuedRow({ ...KEY, channel: { channel_id: kind, kind } }, START_MS);
    expect(row([claim('a'), sent('a')], of)).toMatchObject({ state, sent_ms: START_MS, delivered_ms: deliveredMs, owner: null });
  });

  test('a row on standby waits from the moment at which it stands in', () => {
    expect(advance(ROWS['standby'] ?? queued, { kind: 'stand-in' }, START_MS + 5)).toMatchObject({ kind: 'changed', row: { state: 'queued', hold_reason: null, queued_ms: START_MS + 5 } });
  });

  test('what a channel said is stored on one harmless line', () => {
    expect(row([claim('a'), { kind: 'fail', owner: 'a', reason: 'refused', error: `a\r\nb\u202e${'x'.repeat(500)}` }]).last_error).toMatch(/^a bx{195,200}…$/);
  });

  test('two channels, users or alerts never share a row', () => {
    const ids = [['a', 'u', 'c'], ['a', 'u', 'd'], ['a', 'v', 'c'], ['b', 'u', 'c']].map(([alert_id = '', user_id = '', channel_id = '']) => deliveryId({ alert_id, user_id, channel_id }));
    expect(new Set(ids).size).toBe(4);
  });

  test('after any events the row keeps its contract and its final states', () => {
    const owner = fc.constantFrom('a', 'b');
    const event = fc.oneof(
      owner.map(claim), owner.map(sent), fc.tuple(owner, fc.integer({ min: 0, max: START_MS * 2 })).map(([who, at]) => retry(who, at)), owner.map(fail),
      fc.constantFrom<DeliveryEvent>({ kind: 'withdraw', reason: 'stopped' }, { kind: 'delivered' }, { kind: 'read' }, { kind: 'bounced', error: 'x' }),
    );
    const order = (one: DeliveryRow): number => DELIVERY_STATES.indexOf(one.state);
    fc.assert(fc.property(fc.array(fc.tuple(event, fc.integer({ min: 0, max: 40_000 })), { maxLength: 40 }), (steps) => {
      let current = queued;
      let nowMs = START_MS;
      for (const [one, stepMs] of steps) {
        nowMs += stepMs;
        const answer = advance(current, one, nowMs);
        if (answer.kind !== 'changed') continue;
        parseDeliveryRow(answer.row);
        expect(current.state === 'failed' || current.state === 'read').toBe(false);
        if (order(current) >= DELIVERY_STATES.indexOf('sent')) expect(order(answer.row)).toBeGreaterThan(order(current));
        expect(answer.row.attempts).toBeGreaterThanOrEqual(current.attempts);
        expect(answer.row.owner === null).toBe(answer.row.state !== 'claimed');
        current = answer.row;
      }
    }));
  });
});

describe('D7: workers that die at every step', () => {
  /** One worker's try; returns whether the channel got the message. It dies after `diesAfter` of its three steps. */
  const tryOnce = (before: DeliveryRow, owner: string, nowMs: number, diesAfter: number): { row: DeliveryRow; wasSent: boolean } => {
    const first = advance(before, claim(owner), nowMs);
    if (first.kind !== 'changed' || diesAfter === 0) return { row: before, wasSent: false };
    if (diesAfter === 1) return { row: first.row, wasSent: false };
    if (diesAfter === 2) return { row: first.row, wasSent: true };
    const done = advance(first.row, sent(owner), nowMs + 1);
    return { row: done.kind === 'changed' ? done.row : first.row, wasSent: true };
  };

  test('lost 0, and repeats only as many as deaths between sending and saying so', () => {
    fc.assert(fc.property(fc.integer(), (seed) => {
      const random = new Random(seed, 5, 0);
      let current = queued;
      let [sends, deathsInWindow, nowMs] = [0, 0, START_MS];
      for (let delivery = 0; current.state !== 'sent' && delivery < 200; delivery += 1) {
        const diesAfter = random.below(4);
        const { row: next, wasSent } = tryOnce(current, `owner-${delivery}`, nowMs, diesAfter);
        sends += wasSent ? 1 : 0;
        deathsInWindow += wasSent && diesAfter === 2 ? 1 : 0;
        current = next;
        nowMs += random.below(2 * LEASE_MS);
      }
      expect(current.state).toBe('sent');
      expect(sends).toBe(1 + deathsInWindow);
      expect(current.repeats).toBeGreaterThanOrEqual(sends - 1);
    }));
  });
});
