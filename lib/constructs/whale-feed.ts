import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { DnsRecordType, PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DEFAULT_FEED_PORT } from '../../containers/whales/env';

const DOMAIN = 'tapewatch.internal';
const HOST = 'whales';
/** 256 bits in letters and digits of both cases need 43 characters. */
const TOKEN_LENGTH = 48;

/**
 * The way from the whale scanner to the stream tasks: a private name that follows the scanner's task, a port, and a token that both
 * sides are given. Plain TCP between two security groups of one network: what it carries is on its way to the public.
 */
export class WhaleFeed extends Construct {
  readonly port = DEFAULT_FEED_PORT;
  readonly url = `ws://${HOST}.${DOMAIN}:${DEFAULT_FEED_PORT}`;
  readonly token: Secret;
  private readonly namespace: PrivateDnsNamespace;

  constructor(scope: Construct, id: string, { vpc }: { readonly vpc: IVpc }) {
    super(scope, id);
    this.namespace = new PrivateDnsNamespace(this, 'Namespace', { name: DOMAIN, vpc, description: 'Tapewatch: tasks that other tasks call' });
    this.token = new Secret(this, 'Token', {
      description: 'Tapewatch: by this the whale scanner knows its stream tasks',
      generateSecretString: { excludePunctuation: true, passwordLength: TOKEN_LENGTH },
    });
  }

  /** Gives the service the private name. A short life of the answer: a task that was replaced has another address. */
  name(service: FargateService): void {
    service.enableCloudMap({ cloudMapNamespace: this.namespace, name: HOST, dnsRecordType: DnsRecordType.A, dnsTtl: Duration.seconds(10) });
  }
}
