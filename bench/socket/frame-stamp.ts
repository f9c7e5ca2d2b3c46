/** A paced frame begins with the microseconds of the machine's monotonic clock at which it was sent. */
export const STAMP_DIGITS = 16;
const HEAD = '{"sentUs":"';
export const STAMP_AT = HEAD.length;

export const stampedPayload = (sentUs: number, bytes: number): Buffer =>
  Buffer.from(`${`${HEAD}${String(sentUs).padStart(STAMP_DIGITS, '0')}","pad":"`.padEnd(bytes - 2, '.')}"}`);
