import type { GetCommand } from '@aws-sdk/lib-dynamodb';
import { makeAlertStateStore } from '../../adapters/aws/alert-state-store';
import { makeDocumentClient } from '../../adapters/aws/clients';
import { makeDeliveryStore } from '../../adapters/aws/delivery-store';
import { makeDigestStore } from '../../adapters/aws/digest-store';
import { makeLimitStore } from '../../adapters/aws/limit-store';
import type { TableSettings } from '../../adapters/aws/tables';
import type { Stores } from './alert-pipeline';
import { startChaosProxy, type ChaosProxy } from './chaos-proxy';
import { atPort, startEmulators, type Emulators } from './emulators';
import type { makeKiller } from './faulty-ports';

type Client = TableSettings['client'];
type Table = 'states' | 'alerts' | 'deliveries';

/** The tables of alerts on DynamoDB, new ones for each test of the suite that calls it, behind a proxy that can lose answers. */
export const alertTables = () => {
  let aws: Emulators;
  let proxy: ChaosProxy;
  let runs = 0;
  const nameOf = (table: Table): string => `${table}-${runs}`;

  beforeAll(async () => {
    aws = await startEmulators();
    proxy = await startChaosProxy(aws.tablePort);
  });
  afterAll(async () => {
    await proxy.close();
    await aws.stop();
  });
  beforeEach(async () => {
    proxy.setPlan(() => undefined);
    runs += 1;
    await Promise.all([aws.createTable(nameOf('states'), 'user_id'), aws.createTable(nameOf('alerts'), 'alert_id'), aws.createTable(nameOf('deliveries'), 'delivery_id')]);
  });

  const newClient = (): Client => makeDocumentClient(atPort(proxy.port));
  return {
    stores: (client: Client = newClient()): Stores => {
      const [states, alerts, deliveries] = [nameOf('states'), nameOf('alerts'), nameOf('deliveries')];
      return {
        plans: makeAlertStateStore({ client, tableName: states, alertsTable: alerts, deliveriesTable: deliveries }),
        digests: makeDigestStore({ client, tableName: states, deliveriesTable: deliveries }),
        deliveries: makeDeliveryStore({ client, tableName: deliveries }), limits: makeLimitStore({ client, tableName: deliveries, random: () => 0 }),
      };
    },
    /** A client that dies at one of its calls. */
    dying: (killer: ReturnType<typeof makeKiller>): Client => {
      const client = newClient();
      return { send: killer.call((command: GetCommand) => client.send(command)) };
    },
    /** Every second answer to such a call is lost, the first one first. */
    loseAnswers: (operations: RegExp): void => { proxy.setPlan((operation, nth) => (operations.test(operation) && nth % 2 === 1 ? 'lose-ack' : undefined)); },
    itemsIn: (table: Table): Promise<Record<string, unknown>[]> => aws.itemsIn(nameOf(table)),
  };
};
