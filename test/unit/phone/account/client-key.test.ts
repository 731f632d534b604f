import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, settled } from '../fakes';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
  bench.telephone.start();
});

afterEach(() => {
  bench.telephone.dispose();
});

describe('the key of a client certificate', () => {
  const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----';
  const KEY = '-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----';
  const file = (more: object): string =>
    JSON.stringify({ lines: [{ user: '1', domain: 'pbx.example', password: 'secret', ...more }] });

  test('is kept like a password: in the keychain, and told to the line process only', async () => {
    expect(
      bench.telephone.importLines(file({ clientCertificate: CERTIFICATE, clientKey: KEY })),
    ).toMatchObject({ ok: true });
    await settled();
    expect([...bench.keychain.secrets.values()].sort()).toEqual([KEY, 'secret']);
    expect(bench.process.sent.at(-1)).toMatchObject({ kind: 'line/set', clientKey: KEY });
    expect(JSON.stringify([...bench.disk.lines.values(), bench.telephone.lines.value])).not.toContain('hush');

    bench.restart();
    await settled();
    expect(bench.process.sent).toMatchObject([{ kind: 'line/set', clientKey: KEY, password: 'secret' }]);

    const [line] = bench.telephone.lines.value;
    expect(bench.telephone.removeLine(line?.id ?? '').ok).toBe(true);
    await settled();
    expect(bench.keychain.secrets.size).toBe(0);
  });

  test('goes with its certificate', async () => {
    bench.telephone.importLines(file({ clientCertificate: CERTIFICATE, clientKey: KEY }));
    await settled();
    bench.telephone.importLines(file({ clientCertificate: null }));
    await settled();
    expect([...bench.keychain.secrets.values()]).toEqual(['secret']);
    expect(bench.process.sent.at(-1)).not.toHaveProperty('clientKey');
  });

  test.each([
    [{ clientKey: KEY }, 'lines[0].clientCertificate: is missing'],
    [{ clientCertificate: CERTIFICATE, clientKey: 'x' }, 'lines[0].clientKey: bad-pem'],
    [{ clientCertificate: 'x' }, 'lines[0].clientCertificate: bad-pem'],
    [{ pinnedCertificate: 'AB:CD' }, 'lines[0].pinnedCertificate: bad-value'],
  ])('%j is a mistake', (fields, detail) => {
    const imported = bench.telephone.importLines(file(fields));
    expect(!imported.ok && imported.error.kind === 'bad-file' && imported.error.detail).toContain(detail);
  });
});
