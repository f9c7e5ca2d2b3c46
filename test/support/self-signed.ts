import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A server's identity that nobody has vouched for, PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** DER of one element (X.690, 8.1): tag, length, contents. */
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const contents = Buffer.concat(parts);
  const { length } = contents;
  const lengthBytes = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), contents]);
};
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const bits = (contents: Uint8Array): Buffer => der(0x03, Buffer.from([0]), contents);
const explicit = (number: number, contents: Uint8Array): Buffer => der(0xa0 | number, contents);
const utcTime = (timeMs: number): Buffer => der(0x17, Buffer.from(`${new Date(timeMs).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
const COMMON_NAME = '550403';
const BASIC_CONSTRAINTS = '551d13';
const SUBJECT_ALT_NAME = '551d11';
const DAY_MS = 86_400_000;

const pem = (bytes: Buffer): string => `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

/** A fresh certificate for these names and for 127.0.0.1, valid from yesterday to tomorrow (RFC 5280, 4.1), which signs itself. */
export const selfSigned = (names: readonly string[], withLoopback = true): Identity => {
  const { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const serial = randomBytes(8);
  serial[0] = 0x01;
  const name = sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from(createHash('sha1').update(serial).digest('hex'))))));
  const altNames = [...names.map((one) => der(0x82, Buffer.from(one))), ...(withLoopback ? [der(0x87, Buffer.from([127, 0, 0, 1]))] : [])];
  const isAuthority = der(0x01, Buffer.from([0xff]));
  const extensions = sequence(
    sequence(oid(BASIC_CONSTRAINTS), isAuthority, der(0x04, sequence(isAuthority))),
    sequence(oid(SUBJECT_ALT_NAME), der(0x04, sequence(...altNames))),
  );
  const nowMs = Date.now();
  const body = sequence(
    explicit(0, der(0x02, Buffer.from([2]))), der(0x02, serial), ECDSA_SHA256, name,
    sequence(utcTime(nowMs - DAY_MS), utcTime(nowMs + DAY_MS)), name, publicKey.export({ type: 'spki', format: 'der' }), explicit(3, extensions),
  );
  return {
    cert: pem(sequence(body, ECDSA_SHA256, bits(sign('sha256', body, privateKey)))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};
