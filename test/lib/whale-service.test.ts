import { readWhaleConfig } from '../../containers/whales/config';
import { VENUE_MARKETS } from '../../containers/whales/env';
import { STAGES } from '../../lib/config';
import { resourceAt, resourcesOf, targetOf, templatesOf } from './synthesized';

describe.each(STAGES)('whale service (%s)', (stage) => {
  const all = () => templatesOf(stage);
  const task = () => resourceAt(all(), 'Scanner/Whales/Scanner/Task', 'AWS::ECS::TaskDefinition').Properties;
  const service = () => resourceAt(all(), 'Scanner/Whales/Scanner/Service', 'AWS::ECS::Service').Properties;
  const container = () => (task()['ContainerDefinitions'] as Record<string, unknown>[])[0]!;

  it('S2.31: runs exactly one task in the scanner\'s cluster, because one process at a time may save the pools', () => {
    expect(service()).toMatchObject({
      ServiceName: 'whale-service', DesiredCount: 1, LaunchType: 'FARGATE', AvailabilityZoneRebalancing: 'DISABLED',
      DeploymentConfiguration: { MinimumHealthyPercent: 0, MaximumPercent: 100, DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
    });
    expect(targetOf(all(), 'Scanner', service()['Cluster'])).toBe('Scanner/Scanner/Cluster');
    expect(resourcesOf(all().Scanner, 'AWS::ECS::Cluster')).toHaveLength(1);
  });

  it('runs as a user without capabilities on a read-only disk, with time to save before it is stopped', () => {
    expect(task()).toMatchObject({ Cpu: '512', Memory: '1024' });
    expect(container()).toMatchObject({
      Name: 'whales', User: '1000:1000', ReadonlyRootFilesystem: true, StopTimeout: 120, LinuxParameters: { Capabilities: { Drop: ['ALL'] } },
      PortMappings: [{ ContainerPort: 8090, Protocol: 'tcp' }], Ulimits: [{ Name: 'nofile', SoftLimit: 65_535, HardLimit: 65_535 }],
    });
    expect(container()['MountPoints']).toBeUndefined();
  });

  it('S2.35: logs to a group of its own', () => {
    const { Options } = container()['LogConfiguration'] as { Options: Record<string, unknown> };
    const group = resourceAt(all(), targetOf(all(), 'Scanner', Options['awslogs-group']), 'AWS::Logs::LogGroup').Properties;
    expect(group['LogGroupName']).toBe('/ecs/crypto-trading/whale-service');
  });

  it('is found under a private name that follows its task within ten seconds', () => {
    const [namespace] = resourcesOf(all().Scanner, 'AWS::ServiceDiscovery::PrivateDnsNamespace');
    const [name] = resourcesOf(all().Scanner, 'AWS::ServiceDiscovery::Service');
    expect([name?.Properties['Name'], namespace?.Properties['Name']]).toEqual(['whales', 'tapewatch.internal']);
    expect(name?.Properties['DnsConfig']).toMatchObject({ DnsRecords: [{ Type: 'A', TTL: 10 }] });
    expect(service()['ServiceRegistries']).toHaveLength(1);
  });

  it('lets in stream tasks alone, on the port of the feed, and calls out to port 443', () => {
    const { SecurityGroupIngress, SecurityGroupEgress } = resourceAt(all(), 'Scanner/Whales/SecurityGroup', 'AWS::EC2::SecurityGroup').Properties;
    expect(SecurityGroupIngress).toBeUndefined();
    expect(SecurityGroupEgress).toEqual([expect.objectContaining({ FromPort: 443, ToPort: 443 })]);
    const rules = (['Scanner', 'Stream'] as const).flatMap((stack) => resourcesOf(all()[stack], 'AWS::EC2::SecurityGroupIngress')
      .map(({ Properties: { GroupId, SourceSecurityGroupId, FromPort, ToPort } }) => ({
        into: targetOf(all(), stack, GroupId), from: targetOf(all(), stack, SourceSecurityGroupId), ports: [FromPort, ToPort],
      })));
    expect(rules.filter(({ into }) => into === 'Scanner/Whales/SecurityGroup'))
      .toEqual([{ into: 'Scanner/Whales/SecurityGroup', from: 'Stream/Service/SecurityGroup', ports: [8090, 8090] }]);
  });

  it('S2.2: reaches the venue of each market by the one port that its group lets out', () => {
    for (const market of VENUE_MARKETS) {
      const { binanceWsUrl, binanceRestUrl } = readWhaleConfig({ WHALE_MARKET: market });
      // A URL leaves out the port that its protocol has anyway: 443 for both.
      for (const url of [binanceWsUrl, binanceRestUrl]) expect([new URL(url).protocol, new URL(url).port]).toEqual([expect.stringMatching(/^(wss|https):$/), '']);
    }
  });

  it('C2.21: knows its stream tasks by a token that nobody chose and no template shows', () => {
    const { GenerateSecretString } = resourceAt(all(), 'Scanner/Whales/Feed/Token', 'AWS::SecretsManager::Secret').Properties;
    expect(GenerateSecretString).toEqual({ ExcludePunctuation: true, PasswordLength: 48 });
  });

  it('takes its market and thresholds from the settings', () => {
    const changed = templatesOf(stage, { whales: { market: 'usdm', LARGE_ORDER_MULTIPLIER: 2, TOP10_MODE: 'median' } });
    const { ContainerDefinitions: [definition] } = resourceAt(changed, 'Scanner/Whales/Scanner/Task', 'AWS::ECS::TaskDefinition').Properties as
      { ContainerDefinitions: [{ Environment: unknown[] }] };
    expect(definition.Environment).toEqual(expect.arrayContaining([
      { Name: 'WHALE_MARKET', Value: 'usdm' }, { Name: 'LARGE_ORDER_MULTIPLIER', Value: '2' }, { Name: 'TOP10_MODE', Value: 'median' },
    ]));
  });

  it('is left out with its stream, but not its tables, where whales are not wanted', () => {
    const without = templatesOf(stage, { whales: { enabled: false } });
    expect(JSON.stringify(without.Scanner)).not.toMatch(/whale/i);
    expect(resourcesOf(without.Scanner, 'AWS::ECS::Service')).toHaveLength(1);
    expect(without.Stream.Resources).toEqual({});
    expect(resourcesOf(without.State, 'AWS::DynamoDB::Table')).toHaveLength(10);
  });
});
