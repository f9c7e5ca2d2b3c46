/**
 * The one place that frames are read from. Each frame is copied to the same position of the same memory (20 ns for a usual one): address
 * and size are constants to the engine, no read needs a check of its own against the frame's end, and 8 bytes can be compared at once
 * wherever they stand. A thread reads one frame at a time, so that one area serves all its decoders.
 *
 * Readers take a position and give the position behind what they read, or `REFUSED`. The bytes at that position and around it are zeros,
 * which no reader accepts: once refused, all that follows refuses too, and one check at the end is enough. The byte behind a frame is zero
 * as well.
 */
export const REFUSED = 0;

/** Where every frame begins. */
export const FRAME_START = 64;

/** A message of 1,024 trades has some 200 kB. */
const MAX_FRAME_BYTES = 512 * 1024;
/** No read looks further behind its position than this. */
const LOOK_AHEAD = 64;

export const BYTES = new Uint8Array(FRAME_START + MAX_FRAME_BYTES + LOOK_AHEAD);
export const VIEW = new DataView(BYTES.buffer);

/** Takes in `frame` from `start` to `end` and gives the position of its end; `REFUSED` for one that is too long. */
export const loadFrame = (frame: Buffer, start: number, end: number): number => {
  const length = end - start;
  if (length > MAX_FRAME_BYTES) return REFUSED;
  if (length === frame.length) BYTES.set(frame, FRAME_START);
  else frame.copy(BYTES, FRAME_START, start, end);
  BYTES[FRAME_START + length] = 0;
  return FRAME_START + length;
};
