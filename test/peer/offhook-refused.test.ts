import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RegistrationView } from '../../src-preload/contract/lines';
import { registeredLine, startAppWithLines, type ImportedLine } from '../support/app-with-lines';
import { makeCertificates, type Certificates, type ServerCertificate } from '../support/certificates';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { endAll } from '../support/end-all';
import { startKamailio, type Kamailio } from '../support/kamailio';
import type { OffhookApp } from '../support/offhook-app';
import { peerMissing } from '../support/peer-missing';
import { freePort } from '../support/ports';
import { openScratch, type Scratch } from '../support/scratch';
import { babble } from '../support/sound/signals';

describe.skipIf(peerMissing('kamailio', 'openssl'))('lines that cannot be called, and why', () => {
  dumpPeerLogsOnFailure();
  const registrars: Kamailio[] = [];
  let scratch: Scratch;
  let certificates: Certificates;
  let app: OffhookApp;

  async function registrar(tls: ServerCertificate): Promise<Kamailio> {
    const started = await startKamailio({
      domain: 'test.lan',
      users: { ada: 'secret', eve: 'open sesame' },
      tls,
      ipv6: true,
    });
    registrars.push(started);
    return started;
  }

  beforeAll(async () => {
    scratch = openScratch('refused');
    certificates = makeCertificates();
    const good = await registrar(certificates.good);
    const wrongName = await registrar(certificates.wrongName);
    const expired = await registrar(certificates.expired);
    const line = (label: string, host: string, port: number, more: object = {}): ImportedLine => ({
      label,
      user: 'ada',
      domain: 'test.lan',
      password: 'secret',
      server: { host, port },
      ...more,
    });
    const tls = { transport: 'tls', trustedCa: certificates.caPem };
    // One file may not name the same address twice; those that fail before they register may have any user.
    const lines = [
      line('over IPv6', '::1', good.ports.udp),
      line('wrong password', '127.0.0.1', good.ports.udp, { password: 'guess', user: 'eve' }),
      line('wrong name', '127.0.0.1', wrongName.ports.tls, { ...tls, user: 'ada2', authUser: 'ada' }),
      line('expired', '127.0.0.1', expired.ports.tls, { ...tls, user: 'ada3', authUser: 'ada' }),
      line('unknown authority', '127.0.0.1', good.ports.tls, { transport: 'tls', user: 'ada4' }),
      line('nobody there', '127.0.0.1', await freePort(), { transport: 'tcp', user: 'ada5' }),
      line('no such name', 'nowhere.invalid', 5060, { user: 'ada6' }),
    ];
    app = await startAppWithLines(scratch, lines, babble(5, 1));
  }, 60_000);

  afterAll(() =>
    endAll(
      () => app.quit(),
      () => Promise.all(registrars.map((one) => one.stop())),
      () => {
        certificates[Symbol.dispose]();
      },
      () => {
        scratch.remove();
      },
    ),
  );

  async function failure(label: string): Promise<Extract<RegistrationView, { state: 'failed' }>['why']> {
    const { registration } = await app.line(
      `${label} to fail`,
      (line) => line.label === label && line.registration.state === 'failed',
    );
    if (registration.state !== 'failed') throw new Error('it did not fail');
    return registration.why;
  }

  test('a registrar on ::1 registers', async () => {
    await registeredLine(app, 'over IPv6');
  });

  test('a wrong password', async () => {
    expect((await failure('wrong password')).kind).toBe('wrong-password');
  });

  test.each(['wrong name', 'expired', 'unknown authority'])('a certificate: %s', async (label) => {
    const why = await failure(label);
    expect(why).toMatchObject({ kind: 'certificate', host: '127.0.0.1' });
    expect(why.kind === 'certificate' && why.detail).not.toBe('');
  });

  test('a port where nobody listens', async () => {
    expect(await failure('nobody there')).toEqual({ kind: 'refused', host: '127.0.0.1' });
  });

  test('a name that does not exist', async () => {
    expect(await failure('no such name')).toEqual({ kind: 'name-not-found', host: 'nowhere.invalid' });
  });
});
