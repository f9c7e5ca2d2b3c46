import type { IncomingMessage } from 'node:http';

/** The whole body of a request as text. @throws what `tooLarge` makes, as soon as there are more than `maxBytes`. */
export const readBody = async (incoming: IncomingMessage, maxBytes: number, tooLarge: () => Error): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
