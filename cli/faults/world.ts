import type { SendOrders } from '../../adapters/aws/order-queue';
import type { DeliveryOrder } from '../../core/contracts/delivery';

/** The first moment of the market. */
const START_MS = Date.UTC(2026, 0, 5, 12);

interface Delayed {
  readonly order: DeliveryOrder;
  readonly dueMs: number;
}

/**
 * Time, which is moved on where the product would wait, and the orders that wait in it. The market's clock stands still while a part is
 * played: how old an alert gets is not what is asked here.
 */
export class World {
  /** The machine's clock: leases, retries, rates. */
  machineMs = START_MS;
  /** The market's. */
  marketMs = START_MS;
  private delayed: Delayed[] = [];

  /** Puts orders on the queue, those that are to wait when their time has come. */
  delaying(send: SendOrders): SendOrders {
    return async (orders, delayMs = 0) => {
      if (delayMs <= 0) return send(orders);
      for (const order of orders) this.delayed.push({ order, dueMs: this.machineMs + delayMs });
    };
  }

  /** Moves the clock to the next time at which orders are due and puts them on the queue; false: none waits. */
  async releaseNext(send: SendOrders): Promise<boolean> {
    if (this.delayed.length === 0) return false;
    this.machineMs = Math.max(this.machineMs, Math.min(...this.delayed.map(({ dueMs }) => dueMs)));
    const due = this.delayed.filter(({ dueMs }) => dueMs <= this.machineMs);
    this.delayed = this.delayed.filter(({ dueMs }) => dueMs > this.machineMs);
    await send(due.map(({ order }) => order));
    return true;
  }
}
