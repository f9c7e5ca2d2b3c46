import { CfnFlowLog, GatewayVpcEndpointAwsService, IpAddresses, Peer, Port, SecurityGroup, SubnetType, Vpc, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { StageConfig } from '../config';
import { makeLogGroup } from './service-log-group';

/** Addresses of the network. */
export const NETWORK_CIDR = '10.0.0.0/16';

/**
 * A group from which one may call out to port 443 and into which nobody may call, unless a rule is added.
 * DNS and time are served by the VPC itself, which security groups do not filter.
 */
export const makeOutboundGroup = (scope: Construct, id: string, vpc: IVpc, description: string): SecurityGroup => {
  const group = new SecurityGroup(scope, id, { vpc, allowAllOutbound: false, description });
  group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'Venues and AWS endpoints');
  return group;
};

/**
 * The network of every task: public subnets without a NAT gateway (a NAT gateway costs more than everything else together). What may
 * be called is each task's own group; the scanner's lets nobody in.
 */
export class OutboundNetwork extends Construct {
  readonly vpc: Vpc;
  /** The scanner's. */
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: { readonly config: StageConfig }) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(NETWORK_CIDR),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false }],
      gatewayEndpoints: {
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        // Image layers come from S3: free of charge by this way.
        S3: { service: GatewayVpcEndpointAwsService.S3 },
      },
      // Nothing ever joins the default group; closing it would put a foreign function with a managed policy into the stack.
      restrictDefaultSecurityGroup: false,
    });
    this.securityGroup = makeOutboundGroup(this, 'SecurityGroup', this.vpc, 'Tapewatch scanner: out to HTTPS and secure WebSockets, nothing in');
    if (props.config.vpcFlowLogs) this.addFlowLog(props.config);
  }

  /** Written out because the ready-made construct lets the delivery role pass itself on (iam:PassRole). */
  private addFlowLog(config: StageConfig): void {
    const logGroup = makeLogGroup(this, 'FlowLogs', '/tapewatch/vpc-rejected', config);
    const role = new Role(this, 'FlowLogRole', {
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com'), description: 'Tapewatch: writes rejected connections to their log group',
    });
    role.addToPolicy(new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn],
    }));
    new CfnFlowLog(this, 'FlowLog', {
      resourceId: this.vpc.vpcId, resourceType: 'VPC', trafficType: 'REJECT',
      logDestinationType: 'cloud-watch-logs', logGroupName: logGroup.logGroupName, deliverLogsPermissionArn: role.roleArn,
    });
  }
}
