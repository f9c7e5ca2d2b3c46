import { createHash, createHmac } from 'node:crypto';

/** One call of an AWS JSON API that no client of the SDK in this product speaks. */
export interface JsonCall {
  readonly host: string;
  readonly region: string;
  readonly service: string;
  /** `x-amz-target`. */
  readonly target: string;
  readonly body: string;
  readonly timeMs: number;
  readonly credentials: AwsCredentials;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

/**
 * The headers of a POST to `/`, signed by Signature Version 4.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const signedHeaders = ({ host, region, service, target, body, timeMs, credentials }: JsonCall): Readonly<Record<string, string>> => {
  const stamp = new Date(timeMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1', host, 'x-amz-date': stamp,
    ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }), 'x-amz-target': target,
  };
  const names = Object.keys(headers).sort();
  const canonical = ['POST', '/', '', ...names.map((name) => `${name}:${headers[name] ?? ''}`), '', names.join(';'), hash(body)].join('\n');
  const dayKey = mac(`AWS4${credentials.secretAccessKey}`, stamp.slice(0, 8));
  const key = mac(mac(mac(dayKey, region), service), 'aws4_request');
  const signature = mac(key, ['AWS4-HMAC-SHA256', stamp, scope, hash(canonical)].join('\n')).toString('hex');
  return { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}` };
};
