import { isCanary } from '../core/canary/canary';
import type { ServicesProcess } from './services/services-process';
import { isRecord } from './template/json';

/** The id of an opportunity message, or of the signal that it became; undefined for anything else, and for a canary, which nobody found. */
const idOf = (body: string): string | undefined => {
  try {
    const message: unknown = JSON.parse(body);
    if (!isRecord(message) || isCanary({ symbol: String(message['symbol']) })) return undefined;
    const id = message['dedupe_key'] ?? message['signal_id'];
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
};

const idsOf = (bodies: readonly string[]): Set<string> => new Set(bodies.map(idOf).filter((id) => id !== undefined));

/** Notes every opportunity that enters the queue during a run, so that the closing table starts from what was sent, not from what arrived. */
export class OpportunityWatch {
  private leftOver: ReadonlySet<string> = new Set();
  private readonly ids = new Set<string>();

  constructor(private readonly services: ServicesProcess, private readonly queueName: string) {}

  async start(): Promise<void> {
    await this.services.observe(this.queueName, (body) => {
      const id = idOf(body);
      if (id !== undefined) this.ids.add(id);
    });
    this.leftOver = await this.idsIn(this.queueName);
    for (const id of this.leftOver) this.ids.add(id);
  }

  get opportunityIds(): ReadonlySet<string> {
    return this.ids;
  }

  get leftOverIds(): ReadonlySet<string> {
    return this.leftOver;
  }

  async idsIn(queueName: string): Promise<ReadonlySet<string>> {
    return idsOf(await this.services.messagesIn(queueName));
  }
}
