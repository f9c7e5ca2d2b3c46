import dns from 'node:dns';

type Answer = (error: Error) => void;

/** Preloaded into a process: no name can be resolved, as on a machine without a network. */
Object.assign(dns, {
  lookup: (host: string, options: object | Answer, callback?: Answer): void => {
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host });
    process.nextTick(() => { (callback ?? (options as Answer))(error); });
  },
});
