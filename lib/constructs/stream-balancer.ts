import { CfnOutput, Duration } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup, SubnetType, type Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer, ApplicationProtocol, ListenerAction, ListenerCertificate, ListenerCondition, SslPolicy,
  type ApplicationListener, type IApplicationTargetGroup,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { StreamFront } from '../config';
import { NETWORK_CIDR } from './outbound-network';

export type StreamBalancerProps = {
  readonly vpc: Vpc;
  readonly front: StreamFront | undefined;
  readonly deletionProtection: boolean;
};

/** What clients may ask for (C2.20). The tasks' own health is none of their business. */
const PATHS = ['/private', '/vip', '/public', '/ws/*'];

/**
 * The most that a balancer allows. A connection that pings does not run into it: what decides is the stream's own ping.
 * Source: Elastic Load Balancing user guide, "Edit attributes for your Application Load Balancer".
 */
const IDLE_TIMEOUT = Duration.seconds(4_000);

/**
 * What the stream's clients connect to. With a name and a certificate it faces the internet, by TLS 1.2 or 1.3 alone; without, it has
 * addresses of the network only, because tokens must not cross the internet in plain text.
 */
export class StreamBalancer extends Construct {
  private readonly balancer: ApplicationLoadBalancer;
  private readonly listener: ApplicationListener;

  constructor(scope: Construct, id: string, private readonly props: StreamBalancerProps) {
    super(scope, id);
    const { vpc, front, deletionProtection } = props;
    this.balancer = new ApplicationLoadBalancer(this, 'Balancer', {
      vpc, vpcSubnets: { subnetType: SubnetType.PUBLIC }, internetFacing: front !== undefined, securityGroup: this.makeGroup(),
      idleTimeout: IDLE_TIMEOUT, dropInvalidHeaderFields: true, deletionProtection,
    });
    this.listener = front === undefined ? this.listenInside() : this.listenOutside(front);
    new CfnOutput(this, 'Address', { value: this.balancer.loadBalancerDnsName });
    new CfnOutput(this, 'Url', {
      value: front === undefined ? `ws://${this.balancer.loadBalancerDnsName}/public` : `wss://${front.domainName}/public`,
      description: front === undefined
        ? 'Inside the network only: set stream.certificateArn and stream.domainName to face the internet'
        : 'Once the name is an alias (or CNAME) of the address',
    });
  }

  /** Hands what clients may ask for to the tasks of `group`, and answers everything else itself. */
  serve(group: IApplicationTargetGroup): void {
    const { front } = this.props;
    this.listener.addAction('Stream', {
      priority: 1,
      conditions: [ListenerCondition.pathPatterns(PATHS), ...(front === undefined ? [] : [ListenerCondition.hostHeaders([front.domainName])])],
      action: ListenerAction.forward([group]),
    });
  }

  private makeGroup(): SecurityGroup {
    const { vpc, front } = this.props;
    const group = new SecurityGroup(this, 'SecurityGroup', { vpc, allowAllOutbound: false, description: 'Tapewatch stream: clients in, stream tasks out' });
    if (front === undefined) {
      group.addIngressRule(Peer.ipv4(NETWORK_CIDR), Port.tcp(80), 'Clients inside the network');
      return group;
    }
    group.addIngressRule(Peer.anyIpv4(), Port.tcp(443), 'Clients');
    group.addIngressRule(Peer.anyIpv4(), Port.tcp(80), 'Clients that are sent to TLS');
    return group;
  }

  private listenInside(): ApplicationListener {
    return this.balancer.addListener('Inside', { port: 80, protocol: ApplicationProtocol.HTTP, open: false, defaultAction: ListenerAction.fixedResponse(404) });
  }

  private listenOutside(front: StreamFront): ApplicationListener {
    this.balancer.addListener('Plain', {
      port: 80, protocol: ApplicationProtocol.HTTP, open: false,
      defaultAction: ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
    });
    return this.balancer.addListener('Secure', {
      port: 443, protocol: ApplicationProtocol.HTTPS, open: false, sslPolicy: SslPolicy.TLS13_12_RES_PQ,
      certificates: [ListenerCertificate.fromArn(front.certificateArn)], defaultAction: ListenerAction.fixedResponse(404),
    });
  }
}
