import { STAGES } from '../../lib/config';
import { resourcesOf, templatesOf } from './synthesized';

const STREAM = { stream: { certificateArn: 'arn:aws:acm:ap-northeast-2:123456789012:certificate/1a-2b', domainName: 'stream.example.com' } };

describe.each(STAGES)('page stack (%s)', (stage) => {
  const page = (settings = {}) => templatesOf(stage, settings).Page;
  const distribution = () => resourcesOf(page(), 'AWS::CloudFront::Distribution')[0]!.Properties['DistributionConfig'] as {
    DefaultCacheBehavior: Record<string, unknown>; CacheBehaviors: Record<string, unknown>[]; Origins: Record<string, unknown>[];
  };
  const policy = (settings = {}): string => JSON.stringify(resourcesOf(page(settings), 'AWS::CloudFront::ResponseHeadersPolicy')[0]!.Properties);

  it('keeps the files in a bucket that nobody but CloudFront reads', () => {
    const [bucket] = resourcesOf(page(), 'AWS::S3::Bucket');
    expect(bucket!.Properties['PublicAccessBlockConfiguration']).toEqual({ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true });
    expect(resourcesOf(page(), 'AWS::CloudFront::OriginAccessControl')).toHaveLength(1);
    const statements = (resourcesOf(page(), 'AWS::S3::BucketPolicy')[0]!.Properties['PolicyDocument'] as { Statement: { Effect: string; Principal: unknown; Action: string }[] }).Statement;
    expect(statements.filter(({ Effect }) => Effect === 'Allow').map(({ Principal, Action }) => [Principal, Action])).toEqual([[{ Service: 'cloudfront.amazonaws.com' }, 's3:GetObject']]);
  });

  it('serves page and API under one name, by TLS alone, and keeps no answer of the API', () => {
    const { DefaultCacheBehavior: files, CacheBehaviors: [api, ...others] } = distribution();
    expect(files['ViewerProtocolPolicy']).toBe('redirect-to-https');
    expect(api).toMatchObject({ PathPattern: '/api/*', ViewerProtocolPolicy: 'https-only', CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' });
    expect(others).toEqual([]);
  });

  it('CX.6: runs no script but its own, and connects to nobody but its origin and the stream', () => {
    const own = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    expect(policy()).toContain(JSON.stringify(own));
    expect(policy(STREAM)).toContain("connect-src 'self' wss://stream.example.com;");
  });
});
