import { request } from 'node:http';

/**
 * One HTTP request on a connection of its own, answered with JSON; a POST when there is a body. A connection that is kept may have been closed
 * by the other side while this very process was busy judging.
 */
export const ask = async (url: string, body?: string): Promise<unknown> => {
  const text = await new Promise<string>((resolve, reject) => {
    const asking = request(url, { agent: false, method: body === undefined ? 'GET' : 'POST' }, (response) => {
      response.setEncoding('utf8').toArray().then((parts) => { resolve(parts.join('')); }, reject);
    });
    asking.once('error', reject).end(body);
  });
  return JSON.parse(text) as unknown;
};
