/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const ROUND_CONSTANTS = Uint32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74,
  0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d,
  0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
  0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
  0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);

/** First 32 bits of the fractional parts of the square roots of the first 8 primes (5.3.3). */
const INITIAL_HASH = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19] as const;

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;
const LARGEST_ASCII = 0x7f;

const rotateRight = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/** The text's bytes, a 1 bit, zeros, and the length in bits as 64 of them (5.1.1). */
const paddedBytes = (text: string): DataView => {
  const blocks = Math.ceil((text.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
  const view = new DataView(new ArrayBuffer(blocks * BLOCK_BYTES));
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > LARGEST_ASCII) throw new RangeError(`character ${index} of the text has code ${code}: expected ASCII, 0 to ${LARGEST_ASCII}`);
    view.setUint8(index, code);
  }
  view.setUint8(text.length, 0x80);
  view.setUint32(view.byteLength - LENGTH_BYTES, Math.floor(text.length / 2 ** 29));
  view.setUint32(view.byteLength - 4, (text.length * 8) >>> 0);
  return view;
};

/** 6.2.2, step 1. */
const scheduleOf = (message: DataView, block: number): Uint32Array => {
  const words = new Uint32Array(64);
  for (let t = 0; t < 16; t += 1) words[t] = message.getUint32(block + 4 * t);
  for (let t = 16; t < 64; t += 1) {
    const [early, late] = [words[t - 15] ?? 0, words[t - 2] ?? 0];
    const sigma0 = rotateRight(early, 7) ^ rotateRight(early, 18) ^ (early >>> 3);
    const sigma1 = rotateRight(late, 17) ^ rotateRight(late, 19) ^ (late >>> 10);
    words[t] = sigma1 + (words[t - 7] ?? 0) + sigma0 + (words[t - 16] ?? 0);
  }
  return words;
};

/** 6.2.2, steps 2 to 4: adds one block to the hash. */
const addBlock = (hash: Uint32Array, words: Uint32Array): void => {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let t = 0; t < 64; t += 1) {
    const sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const first = (h + sum1 + ((e & f) ^ (~e & g)) + (ROUND_CONSTANTS[t] ?? 0) + (words[t] ?? 0)) | 0;
    const sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const second = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) hash[index] = (hash[index] ?? 0) + word;
};

/**
 * SHA-256 of an ASCII text, as 64 lower-case hex digits. Source: NIST FIPS 180-4, "Secure Hash Standard", 2015. Here, because ids are
 * made where there is no I/O and no library of the platform.
 * @throws RangeError for a character that is not ASCII.
 */
export const sha256Hex = (text: string): string => {
  const message = paddedBytes(text);
  const hash = Uint32Array.from(INITIAL_HASH);
  for (let block = 0; block < message.byteLength; block += BLOCK_BYTES) addBlock(hash, scheduleOf(message, block));
  return [...hash].map((word) => word.toString(16).padStart(8, '0')).join('');
};
