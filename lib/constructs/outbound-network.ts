import { CfnFlowLog, GatewayVpcEndpointAwsService, Peer, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { StageConfig } from '../config';
import { makeLogGroup } from './service-log-group';

/**
 * A network from which one may call out and into which nobody may call: public subnets without a NAT gateway (a NAT
 * gateway costs more than everything else together), a security group with no ingress and egress to port 443 only.
 * DNS and time are served by the VPC itself, which security groups do not filter.
 */
export class OutboundNetwork extends Construct {
  readonly vpc: Vpc;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: { readonly config: StageConfig }) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
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
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: this.vpc, allowAllOutbound: false, description: 'Tapewatch scanner: out to HTTPS and secure WebSockets, nothing in',
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'Venues and AWS endpoints');
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
