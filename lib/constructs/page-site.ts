import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AllowedMethods, CachePolicy, Distribution, HeadersFrameOption, HttpVersion, OriginRequestPolicy, PriceClass, ResponseHeadersPolicy, ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { contentSecurityPolicy } from '../page-headers';

export type PageSiteProps = {
  /** Folder with the built page. */
  readonly folder: string;
  /** What `/config.json` says; it is public. */
  readonly pageConfig: object;
  /** Host of the HTTP API. */
  readonly apiHost: string;
  /** Base of the stream's addresses; null: there is none that the page may reach. */
  readonly streamUrl: string | null;
};

const A_YEAR = Duration.days(365);

/** The page: files in a bucket that nobody reads but CloudFront, and the HTTP API under the same name, so that the page has one origin. */
export class PageSite extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: PageSiteProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED, blockPublicAccess: BlockPublicAccess.BLOCK_ALL, objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true, minimumTLSVersion: 1.2,
      // Everything in it is made from the sources at each deployment; a bucket that is not empty stays and costs nothing worth a line.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.distribution = this.distribute(bucket, props);
    this.fill(bucket, props);
    new CfnOutput(this, 'Url', { value: this.url });
  }

  get url(): string {
    return `https://${this.distribution.distributionDomainName}`;
  }

  private distribute(bucket: Bucket, { apiHost, streamUrl }: PageSiteProps): Distribution {
    return new Distribution(this, 'Distribution', {
      comment: 'Tapewatch: the page', defaultRootObject: 'index.html', httpVersion: HttpVersion.HTTP2_AND_3, priceClass: PriceClass.PRICE_CLASS_200,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket), viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD, cachePolicy: CachePolicy.CACHING_OPTIMIZED, responseHeadersPolicy: this.headers(streamUrl), compress: true,
      },
      additionalBehaviors: {
        '/api/*': {
          origin: new HttpOrigin(apiHost), viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY, allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED, originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
      },
    });
  }

  private headers(streamUrl: string | null): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      comment: 'Tapewatch: the page runs its own script alone',
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(streamUrl), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        strictTransportSecurity: { accessControlMaxAge: A_YEAR, includeSubdomains: true, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
          // CloudFront has no field for the value of the page's other headers.
          { header: 'referrer-policy', value: 'no-referrer', override: true },
        ],
      },
    });
  }

  /** Files whose names change with their content may be kept for ever; the others are asked for each time. */
  private fill(bucket: Bucket, { folder, pageConfig }: PageSiteProps): void {
    const files = new BucketDeployment(this, 'Files', {
      sources: [Source.asset(folder, { exclude: ['index.html'] })], destinationBucket: bucket, prune: false,
      cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(A_YEAR), CacheControl.immutable()],
    });
    const entry = new BucketDeployment(this, 'Entry', {
      sources: [Source.asset(folder, { exclude: ['*.js', '*.css'] }), Source.jsonData('config.json', pageConfig)], destinationBucket: bucket, prune: false,
      cacheControl: [CacheControl.noCache()],
    });
    // A page that names files which are not there yet would be empty.
    entry.node.addDependency(files);
  }
}
