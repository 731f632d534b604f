import type { Resolver } from '../../../src-main/sip/locate/resolver';

/** The domain `example.test`, whose servers all listen here, the first preferred to the second and so on. */
export function domain(...ports: readonly number[]): Resolver {
  const none = Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }));
  none.catch(() => undefined);
  return {
    addresses: () => Promise.resolve(['127.0.0.1']),
    pointers: () => none,
    services: (name) =>
      /^_sip\._(udp|tcp)\.example\.test$/.test(name)
        ? Promise.resolve(
            ports.map((port, index) => ({ name: 'sip.example.test', port, priority: index + 1, weight: 1 })),
          )
        : none,
  };
}
