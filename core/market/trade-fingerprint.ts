/** Bound once: a lookup of the global object per byte is slow in a test runner's sandbox. */
const { imul, min } = Math;

/** Int32 words of one fingerprint. */
export const FINGERPRINT_WORDS = 4;

const PRIME = 0x01000193;
const OFFSET = 0x811c9dc5 | 0;

/**
 * A trade id in 128 bits, without keeping its text: four FNV-1a lanes, each over every fourth byte, so that ids which differ in one byte,
 * or in neighbouring ones as consecutive numbers do, always differ; any two others are equal once in 2^32 at the very worst.
 * Writes `FINGERPRINT_WORDS` words from `offset` on.
 * Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm", IETF draft-eastlake-fnv.
 */
export const fingerprintBytes = (bytes: Uint8Array, start: number, end: number, out: Int32Array, offset: number): void => {
  let first = OFFSET ^ (end - start);
  let second = OFFSET;
  let third = OFFSET;
  let fourth = OFFSET;
  let index = start;
  for (; index + 3 < end; index += 4) {
    first = imul(first ^ (bytes[index] ?? 0), PRIME);
    second = imul(second ^ (bytes[index + 1] ?? 0), PRIME);
    third = imul(third ^ (bytes[index + 2] ?? 0), PRIME);
    fourth = imul(fourth ^ (bytes[index + 3] ?? 0), PRIME);
  }
  if (index < end) first = imul(first ^ (bytes[index] ?? 0), PRIME);
  if (index + 1 < end) second = imul(second ^ (bytes[index + 1] ?? 0), PRIME);
  if (index + 2 < end) third = imul(third ^ (bytes[index + 2] ?? 0), PRIME);
  out[offset] = first;
  out[offset + 1] = second;
  out[offset + 2] = third;
  out[offset + 3] = fourth;
};

const MAX_CHARACTERS = 256;
const scratch = new Uint8Array(2 * MAX_CHARACTERS);

/** `fingerprintBytes` of an id as text: equal for its ASCII bytes. Characters after the first 256 do not count. */
export const fingerprintText = (id: string, out: Int32Array, offset: number): void => {
  let length = 0;
  for (let index = 0; index < min(id.length, MAX_CHARACTERS); index += 1) {
    const code = id.charCodeAt(index);
    scratch[length] = code & 0xff;
    length += 1;
    if (code < 0x80) continue;
    scratch[length] = code >>> 8;
    length += 1;
  }
  fingerprintBytes(scratch, 0, length, out, offset);
};
