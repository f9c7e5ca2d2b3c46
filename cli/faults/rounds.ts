import { makeUserStore } from '../../adapters/aws/user-store';
import { makeOrderQueue } from '../../adapters/aws/order-queue';
import { TOPIC_EMAIL } from '../../core/alerts/default-user';
import type { Channel, ChannelKind } from '../../core/contracts/channel';
import type { Opportunity } from '../../core/contracts/opportunity';
import { DEFAULT_USER, type User } from '../../core/contracts/user';
import { LOCAL_ACCOUNT_ID, LOCAL_REGION } from '../../local/child-environment';
import { Random } from '../../simulator/market/random';
import { startChaosProxy } from './chaos-proxy';
import { connect, makeFunctions, type Connections, type FunctionName } from './functions';
import { drain, receiveAll } from './invoke';
import { KillCycle } from './kill-cycle';
import { OpportunitySource } from './opportunities';
import { duplicatedPart, killedPart, lostAnswersPart, type Part } from './parts';
import type { FaultServices, QueueName } from './services';
import { tallyPart, type Arrival, type PartTally } from './tally';
import { World } from './world';

/** What S3.19 names; none of the addresses exists. */
const ADDRESSES: readonly (readonly [ChannelKind, string])[] = [
  ['email', TOPIC_EMAIL.address], ['sms', '+821000000000'], ['push', `arn:aws:sns:${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}:endpoint/GCM/tapewatch/faults`],
  ['webhook', 'https://webhook.tapewatch.invalid/alerts'],
];
const KINDS = ADDRESSES.map(([kind]) => kind);
const EVENT_ID = /opp-\d{8}-\d{6}-\d+/;
/** From one part to the next: as long as a lease and a hidden message, so that nothing of one reaches into the other. */
const BETWEEN_MS = 600_000;
const STEPS: readonly (readonly [QueueName, FunctionName])[] = [['opportunities', 'finder'], ['notifications', 'notification'], ['deliveries', 'delivery']];

const channelOf = ([kind, address]: (typeof ADDRESSES)[number]): Channel =>
  ({ ...TOPIC_EMAIL, channel_id: kind, kind, address, opt_in: { time_ms: 0, text: 'Nothing leaves this machine' } });

/** Nothing is held back: what is asked is what gets lost or comes twice. */
const userOf = (id: string): User => ({
  ...DEFAULT_USER, user_id: id, channels: ADDRESSES.map(channelOf), limits: { per_day: 1_000, per_hour: 1_000, per_channel_per_day: {} },
  critical: { ...DEFAULT_USER.critical, enabled: false },
});

export interface RoundSettings {
  readonly services: FaultServices;
  readonly opportunities: number;
  readonly seed: number;
}

/** Plays rounds one after the other over the same services. */
export class Rounds {
  readonly cycle = new KillCycle();
  private readonly world = new World();
  private readonly source = new OpportunitySource();
  private parts = 0;

  constructor(private readonly settings: RoundSettings) {}

  async play(round: number): Promise<PartTally[]> {
    const { services, seed } = this.settings;
    const connections = connect(services, services.endpoints.dynamodb);
    const proxy = await startChaosProxy(Number(new URL(services.endpoints.dynamodb).port));
    const behindProxy = connect(services, `http://127.0.0.1:${proxy.port}`);
    let lost = 0;
    proxy.setPlan((operation, nth) => {
      if (!/Transact|Put|Update/.test(operation) || nth % 2 === 0) return undefined;
      lost += 1;
      return 'lose-ack';
    });
    const { world } = this;
    try {
      return [
        await this.playPart(duplicatedPart(makeFunctions({ services, connections, world }), new Random(seed, 11, round)), connections),
        await this.playPart(killedPart({ services, connections, world }, this.cycle), connections),
        await this.playPart(lostAnswersPart(makeFunctions({ services, connections: behindProxy, world }), () => lost), connections),
      ];
    } finally {
      connections.close();
      behindProxy.close();
      await proxy.close();
    }
  }

  private async playPart(part: Part, connections: Connections): Promise<PartTally> {
    const { services, opportunities: count } = this.settings;
    const { world } = this;
    this.parts += 1;
    world.machineMs += BETWEEN_MS;
    world.marketMs += BETWEEN_MS;
    const users = makeUserStore({ client: connections.tables, tableName: 'users' });
    const user = userOf(`faults-${this.parts}`);
    const opportunities = this.source.take(count, world.marketMs);
    const before = services.received.length;
    await users.put(user);
    await services.send('opportunities', opportunities);
    const sendOrders = makeOrderQueue({ client: connections.sqs, queueUrl: services.queueUrl('deliveries') });
    for (const [queue, to] of STEPS) {
      await drain(services.queue(queue), (bodies) => part.deliver(to, bodies), () => (to === 'delivery' ? world.releaseNext(sendOrders) : Promise.resolve(false)));
    }
    await users.remove(user.user_id);
    const arrivals = [...services.received.slice(before).map(({ channel, alert_id, text }) => this.arrival(channel, alert_id, text, opportunities)), ...await this.mails(opportunities)];
    const [signals, planned, rows] = await Promise.all([
      services.scan('signals', ['signal_id', 'decision']), services.scan('alerts', ['signal_id']), services.scan('deliveries', ['alert_id', 'state']),
    ]);
    return tallyPart({ part, opportunities, kinds: KINDS, signals, planned, rows, arrivals });
  }

  private arrival(kind: ChannelKind, id: string, text: string, opportunities: readonly Opportunity[]): Arrival {
    const eventId = EVENT_ID.exec(text)?.[0];
    return { kind, alertId: opportunities.find(({ dedupe_key, event_id }) => dedupe_key === id || event_id === eventId)?.dedupe_key };
  }

  private async mails(opportunities: readonly Opportunity[]): Promise<Arrival[]> {
    const inbox = this.settings.services.queue('inbox');
    const messages = await receiveAll(inbox);
    await inbox.remove(messages.map(({ receiptHandle }) => receiptHandle));
    return messages.map(({ body }) => this.arrival('email', '', body, opportunities));
  }
}
