import { FRAME_START, loadFrame } from '../../../adapters/wire/wire-area';

/** Puts a text where readers begin; gives the position of its end. */
export const load = (text: string): number => {
  const bytes = Buffer.from(text, 'utf8');
  return loadFrame(bytes, 0, bytes.length);
};

export const START = FRAME_START;
