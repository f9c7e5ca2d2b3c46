import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { RECORDINGS_PREFIX } from '../../containers/scanner/env';
import { allowKeyUse, makeKey } from './encryption-key';

const KEPT_FOR = Duration.days(30);

export type RecordingsBucketProps = {
  /** A key of our own; otherwise the one that S3 manages. */
  readonly customerManagedKey: boolean;
};

/**
 * Finished segments of recordings, for 30 days. Not versioned: a name is written once and says its session, so a second version would
 * only be a retry's copy, billed until it expires as well. Kept when its stack goes; what is in it expires by itself.
 */
export class RecordingsBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: RecordingsBucketProps) {
    super(scope, id);
    const encryptionKey = props.customerManagedKey ? makeKey(this, 'Key', 'Tapewatch: recordings') : undefined;
    this.bucket = new Bucket(this, 'Bucket', {
      ...(encryptionKey === undefined ? { encryption: BucketEncryption.S3_MANAGED } : { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: false,
      lifecycleRules: [{ expiration: KEPT_FOR, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnOutput(this, 'Name', { value: this.bucket.bucketName });
  }

  /** Lets a role add recordings, and neither read, list nor delete any. */
  allowUpload(role: IRole): void {
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [this.bucket.arnForObjects(`${RECORDINGS_PREFIX}/*`)] }));
    allowKeyUse(role, this.bucket.encryptionKey, 's3', ['kms:GenerateDataKey']);
  }
}
