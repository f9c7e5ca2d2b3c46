/** Stands for a process that dies at this point: nothing after it runs. */
export class Died extends Error {
  override readonly name = 'Died';
}

interface Client {
  send(...parameters: never[]): unknown;
}

type Methods = Readonly<Record<string, (...parameters: never[]) => Promise<unknown>>>;

/**
 * Wraps ports so that the `n`-th call made through any of them "kills the process": before the call reaches the service or after
 * the service acted. `n` of 0 never kills. Dead ports answer nothing more.
 */
export const makeKiller = (n: number, moment: 'before' | 'after') => {
  let calls = 0;
  let isDead = false;
  const around = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
    if (isDead) throw new Died('already dead');
    calls += 1;
    const isLast = calls === n;
    if (isLast) isDead = true;
    if (isLast && moment === 'before') throw new Died(`before call ${n}`);
    const answer = await act();
    if (isLast) throw new Died(`after call ${n}`);
    return answer;
  };
  return {
    calls: () => calls,
    isDead: () => isDead,
    port: <Port extends Methods>(port: Port): Port => Object.fromEntries(
      Object.entries(port).map(([name, method]) => [name, (...parameters: never[]) => around(() => method(...parameters))]),
    ) as unknown as Port,
    /** A client of AWS, each of whose calls is one. */
    client: <Sender extends Client>(client: Sender): Sender => new Proxy(client, {
      get: (target, name) => (name === 'send' ? (...parameters: never[]) => around(async () => target.send(...parameters)) : Reflect.get(target, name) as unknown),
    }),
    call: <Parameters extends unknown[], Answer>(method: (...parameters: Parameters) => Promise<Answer>) =>
      (...parameters: Parameters): Promise<Answer> => around(() => method(...parameters)),
  };
};

export type Killer = ReturnType<typeof makeKiller>;
