import { STAGES } from '../../lib/config';
import { resourceAt, resourcesOf, targetOf, templatesOf } from './synthesized';

describe.each(STAGES)('scanner stack (%s)', (stage) => {
  const all = () => templatesOf(stage);
  const task = () => resourceAt(all(), 'Scanner/Scanner/Task', 'AWS::ECS::TaskDefinition').Properties;
  const service = () => resourceAt(all(), 'Scanner/Scanner/Service', 'AWS::ECS::Service').Properties;
  const container = () => (task()['ContainerDefinitions'] as Record<string, unknown>[])[0]!;

  it('C1.14: runs exactly one task, also during a deployment, and rolls back one that does not start', () => {
    expect(service()).toMatchObject({
      DesiredCount: 1, LaunchType: 'FARGATE', AvailabilityZoneRebalancing: 'DISABLED',
      DeploymentConfiguration: {
        MinimumHealthyPercent: 0, MaximumPercent: 100, DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
    });
  });

  it('uses half an ARM64 processor', () => {
    expect(task()).toMatchObject({ Cpu: '512', Memory: '1024', RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' } });
  });

  it('runs as a user without capabilities on a read-only disk, and is told before it is stopped', () => {
    expect(container()).toMatchObject({
      User: '1000:1000', ReadonlyRootFilesystem: true, StopTimeout: 120,
      LinuxParameters: { InitProcessEnabled: true, Capabilities: { Drop: ['ALL'] } },
    });
    expect(container()['PortMappings']).toBeUndefined();
  });

  it('S1.38: logs to /ecs/crypto-trading/scanner-service without ever waiting for the log service', () => {
    expect(container()['LogConfiguration']).toMatchObject({ LogDriver: 'awslogs', Options: { mode: 'non-blocking' } });
    const { Options } = container()['LogConfiguration'] as { Options: Record<string, unknown> };
    expect(Number.parseInt(String(Options['max-buffer-size']), 10)).toBeGreaterThanOrEqual(10 * 1024 * 1024);
    const group = resourceAt(all(), targetOf(all(), 'Scanner', Options['awslogs-group']), 'AWS::Logs::LogGroup').Properties;
    expect(group['LogGroupName']).toBe('/ecs/crypto-trading/scanner-service');
    expect(group['RetentionInDays']).toBe(stage === 'prod' ? 90 : 14);
  });

  it('calls out to port 443 and lets nobody in', () => {
    const { SecurityGroupIngress, SecurityGroupEgress } = resourceAt(all(), 'Scanner/Network/SecurityGroup', 'AWS::EC2::SecurityGroup').Properties;
    expect(SecurityGroupIngress).toBeUndefined();
    for (const stack of ['Scanner', 'Stream'] as const) {
      const opened = resourcesOf(all()[stack], 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => targetOf(all(), stack, Properties['GroupId']));
      expect(opened).not.toContain('Scanner/Network/SecurityGroup');
    }
    expect(SecurityGroupEgress).toEqual([expect.objectContaining({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })]);
  });

  it('pays for no NAT gateway and no interface endpoint', () => {
    expect(resourcesOf(all().Scanner, 'AWS::EC2::NatGateway')).toEqual([]);
    expect(service()['NetworkConfiguration']).toMatchObject({ AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' } });
    const endpoints = resourcesOf(all().Scanner, 'AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties);
    expect(endpoints.map((endpoint) => endpoint['VpcEndpointType'])).toEqual(['Gateway', 'Gateway']);
    expect(JSON.stringify(endpoints)).toContain('.dynamodb');
  });

  it('records rejected connections in prod', () => {
    const logs = resourcesOf(all().Scanner, 'AWS::EC2::FlowLog').map(({ Properties }) => Properties['TrafficType']);
    expect(logs).toEqual(stage === 'prod' ? ['REJECT'] : []);
  });
});
