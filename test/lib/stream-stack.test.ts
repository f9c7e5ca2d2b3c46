import { STAGES } from '../../lib/config';
import { resourceAt, resourcesOf, targetOf, templatesOf, type Resource } from './synthesized';

const FRONT = { stream: { certificateArn: 'arn:aws:acm:ap-northeast-2:123456789012:certificate/1a-2b', domainName: 'stream.example.com', allowedOrigins: ['https://example.com'] } };
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';

describe.each(STAGES)('stream stack (%s)', (stage) => {
  const inside = () => templatesOf(stage);
  const outside = () => templatesOf(stage, FRONT);
  const service = () => resourceAt(inside(), 'Stream/Service/Stream/Service', 'AWS::ECS::Service').Properties;
  const balancerOf = (templates: ReturnType<typeof inside>) => resourceAt(templates, 'Stream/Balancer/Balancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties;
  const ingressOf = (templates: ReturnType<typeof inside>) => (resourceAt(templates, 'Stream/Balancer/SecurityGroup', 'AWS::EC2::SecurityGroup')
    .Properties['SecurityGroupIngress'] as { CidrIp: string; FromPort: number }[]).map(({ CidrIp, FromPort }) => [CidrIp, FromPort]);
  const listenersOf = (templates: ReturnType<typeof inside>) => resourcesOf(templates.Stream, LISTENER)
    .map(({ Properties: { Port, Protocol, DefaultActions } }: Resource) => [Port, Protocol, (DefaultActions as { Type: string }[])[0]?.Type]);

  it('C2.21: without a certificate nobody outside can reach it, because tokens must not cross the internet in plain text', () => {
    expect(balancerOf(inside())['Scheme']).toBe('internal');
    expect(ingressOf(inside())).toEqual([['10.0.0.0/16', 80]]);
    expect(listenersOf(inside())).toEqual([[80, 'HTTP', 'fixed-response']]);
    const url = Object.entries(inside().Stream.Outputs).find(([id]) => id.startsWith('BalancerUrl'))?.[1];
    expect(url).toMatchObject({ Description: expect.stringContaining('Inside the network only') as string });
  });

  it('C2.21: with a certificate it faces the internet by TLS 1.2 and 1.3 alone, and port 80 only sends there', () => {
    expect(balancerOf(outside())['Scheme']).toBe('internet-facing');
    expect(ingressOf(outside())).toEqual([['0.0.0.0/0', 443], ['0.0.0.0/0', 80]]);
    expect(listenersOf(outside())).toEqual([[80, 'HTTP', 'redirect'], [443, 'HTTPS', 'fixed-response']]);
    const [secure] = resourcesOf(outside().Stream, LISTENER).filter(({ Properties }) => Properties['Port'] === 443);
    expect(secure?.Properties['SslPolicy']).toMatch(/^ELBSecurityPolicy-TLS13-1-2-Res/);
    expect(secure?.Properties['Certificates']).toEqual([{ CertificateArn: FRONT.stream.certificateArn }]);
  });

  it('C2.20: forwards the paths of the tiers, under their own name only, and answers the rest itself', () => {
    const conditionsOf = (templates: ReturnType<typeof inside>) => resourcesOf(templates.Stream, 'AWS::ElasticLoadBalancingV2::ListenerRule')
      .flatMap(({ Properties }) => Properties['Conditions'] as { Field: string; PathPatternConfig?: { Values: string[] }; HostHeaderConfig?: { Values: string[] } }[]);
    const paths = { Field: 'path-pattern', PathPatternConfig: { Values: ['/private', '/vip', '/public', '/ws/*'] } };
    expect(conditionsOf(inside())).toEqual([paths]);
    expect(conditionsOf(outside())).toEqual([paths, { Field: 'host-header', HostHeaderConfig: { Values: ['stream.example.com'] } }]);
  });

  it('keeps no access log, which would hold tokens of queries, and drops headers that are none', () => {
    const attributes = Object.fromEntries((balancerOf(inside())['LoadBalancerAttributes'] as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]));
    expect(attributes).toEqual({
      'deletion_protection.enabled': String(stage === 'prod'), 'idle_timeout.timeout_seconds': '4000', 'routing.http.drop_invalid_header_fields.enabled': 'true',
    });
  });

  it('replaces tasks without a gap, and asks each for its health', () => {
    expect(service()).toMatchObject({
      ServiceName: 'stream-service', DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 200, DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
    });
    expect(resourceAt(inside(), 'Stream/Service/Targets', 'AWS::ElasticLoadBalancingV2::TargetGroup').Properties).toMatchObject({
      HealthCheckPath: '/health', TargetType: 'ip', Port: 8080, Protocol: 'HTTP',
      TargetGroupAttributes: expect.arrayContaining([
        { Key: 'deregistration_delay.timeout_seconds', Value: '15' }, { Key: 'load_balancing.algorithm.type', Value: 'least_outstanding_requests' },
      ]) as unknown,
    });
  });

  it('scales apart from the scanner, by processor and by clients, from its least number to a bounded most', () => {
    const limits = (tasks?: number) => {
      const templates = tasks === undefined ? inside() : templatesOf(stage, { stream: { tasks } });
      const { MinCapacity, MaxCapacity } = resourceAt(templates, 'Stream/', 'AWS::ApplicationAutoScaling::ScalableTarget').Properties;
      return [MinCapacity, MaxCapacity];
    };
    expect(limits()).toEqual(stage === 'prod' ? [2, 8] : [1, 4]);
    expect(limits(20)).toEqual([20, 20]);
    expect(service()['DesiredCount']).toBeUndefined();
    const metrics = resourcesOf(inside().Stream, 'AWS::ApplicationAutoScaling::ScalingPolicy').map(({ Properties }) => JSON.stringify(Properties));
    expect(metrics.map((text) => /ECSServiceAverageCPUUtilization|StreamClients/.exec(text)?.[0])).toEqual(['ECSServiceAverageCPUUtilization', 'StreamClients']);
  });

  it('is called by the balancer alone, and calls the feed and port 443', () => {
    const { SecurityGroupIngress, SecurityGroupEgress } = resourceAt(inside(), 'Stream/Service/SecurityGroup', 'AWS::EC2::SecurityGroup').Properties;
    expect(SecurityGroupIngress).toBeUndefined();
    expect(SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 })]);
    const rules = (direction: 'Ingress' | 'Egress', other: string) => resourcesOf(inside().Stream, `AWS::EC2::SecurityGroup${direction}`)
      .map(({ Properties }) => [targetOf(inside(), 'Stream', Properties['GroupId']), targetOf(inside(), 'Stream', Properties[other]), Properties['FromPort'], Properties['ToPort']]);
    expect(rules('Ingress', 'SourceSecurityGroupId')).toEqual([
      ['Stream/Service/SecurityGroup', 'Stream/Balancer/SecurityGroup', 8080, 8080], ['Scanner/Whales/SecurityGroup', 'Stream/Service/SecurityGroup', 8090, 8090],
    ]);
    expect(rules('Egress', 'DestinationSecurityGroupId')).toEqual([
      ['Stream/Balancer/SecurityGroup', 'Stream/Service/SecurityGroup', 8080, 8080], ['Stream/Service/SecurityGroup', 'Scanner/Whales/SecurityGroup', 8090, 8090],
    ]);
  });

  it('runs as a user without capabilities on a read-only disk, with as many connections as Fargate grants', () => {
    const { ContainerDefinitions: [container] } = resourceAt(inside(), 'Stream/Service/Stream/Task', 'AWS::ECS::TaskDefinition').Properties as { ContainerDefinitions: [object] };
    expect(container).toMatchObject({
      User: '1000:1000', ReadonlyRootFilesystem: true, LinuxParameters: { Capabilities: { Drop: ['ALL'] } }, Ulimits: [{ Name: 'nofile', SoftLimit: 65_535 }],
    });
  });

  it('G10: tells its tasks which pages may connect, and by which name', () => {
    expect(JSON.stringify(outside().Stream)).toMatch(
      /\{"Name":"ALLOWED_ORIGINS","Value":\{"Fn::Join":\["",\["https:\/\/",\{"Fn::ImportValue":"tapewatch-\w+-page:[^"]+"\},",https:\/\/example\.com"\]\]\}\},\{"Name":"ALLOWED_HOSTS","Value":"stream\.example\.com"\}/,
    );
  });

  it('is left out alone where levels are watched but not streamed', () => {
    const without = templatesOf(stage, { stream: { enabled: false } });
    expect(without.Stream.Resources).toEqual({});
    expect(resourcesOf(without.Scanner, 'AWS::ECS::Service')).toHaveLength(2);
  });
});
