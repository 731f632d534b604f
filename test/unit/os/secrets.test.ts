import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { createSecretStore, type SafeStorage } from '../../../src-main/os/secrets';
import type { SecretStore } from '../../../src-main/phone/account/secret-store';
import { openScratch, type Scratch } from '../../support/scratch';

let scratch: Scratch;
beforeEach(() => (scratch = openScratch('secrets')));
afterEach(() => {
  scratch.remove();
});

/** "Encrypts" so that neither the plain text nor anything like it is in the file. */
function keychain(mark: string): SafeStorage {
  const flip = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
  return {
    isEncryptionAvailable: () => true,
    encryptString: (text) => Buffer.concat([Buffer.from(mark), flip(Buffer.from(text))]),
    decryptString: (bytes) => flip(bytes.subarray(mark.length)).toString(),
  };
}

function store(safeStorage: SafeStorage, platform: NodeJS.Platform = 'linux'): SecretStore {
  return createSecretStore({
    safeStorage,
    platform,
    path: scratch.path('data', 'secrets.json'),
    log: silentLog,
  });
}

function file(): string {
  return readFileSync(scratch.path('data', 'secrets.json'), 'utf8');
}

test('what is kept comes back in the next run, and is nowhere in the clear', async () => {
  expect(await store(keychain('v11')).set('L1', 'hunter2')).toEqual({ kept: true });
  expect(file()).not.toContain('hunter2');
  expect(file()).not.toContain(Buffer.from('hunter2').toString('base64'));
  const next = store(keychain('v11'));
  expect([await next.get('L1'), await next.get('L2')]).toEqual(['hunter2', null]);
  await next.remove('L1');
  expect(await next.get('L1')).toBeNull();
  if (process.platform !== 'win32')
    expect(statSync(scratch.path('data', 'secrets.json')).mode & 0o777).toBe(0o600);
});

test('several at once all arrive', async () => {
  const secrets = store(keychain('v11'));
  await Promise.all(['a', 'b', 'c', 'd'].map((id) => secrets.set(id, `secret ${id}`)));
  expect(await Promise.all(['a', 'b', 'c', 'd'].map((id) => secrets.get(id)))).toEqual(
    ['a', 'b', 'c', 'd'].map((id) => `secret ${id}`),
  );
});

test('a key that stands in the source code is none, on Linux', async () => {
  const linux = store(keychain('v10'));
  expect([await linux.available(), await linux.set('L1', 'x')]).toEqual([false, { kept: false }]);
  expect(await store(keychain('v10'), 'darwin').set('L1', 'x')).toEqual({ kept: true });
});

test('without a keychain nothing is kept, not even what was kept before', async () => {
  await store(keychain('v11')).set('L1', 'old');
  const without = store({ ...keychain('v11'), isEncryptionAvailable: () => false });
  expect([await without.available(), await without.get('L1')]).toEqual([false, null]);
  expect(await without.set('L1', 'new')).toEqual({ kept: false });
  expect(await store(keychain('v11')).get('L1')).toBeNull();
});

test('a keychain that throws is none', async () => {
  const broken: SafeStorage = {
    ...keychain('v11'),
    encryptString: () => {
      throw new Error('locked');
    },
  };
  expect([await store(broken).available(), await store(broken).set('L1', 'x')]).toEqual([
    false,
    { kept: false },
  ]);
});

test('a secret of another keychain must be typed again', async () => {
  await store(keychain('v11')).set('L1', 'x');
  const other: SafeStorage = {
    ...keychain('v11'),
    decryptString: () => {
      throw new Error('wrong key');
    },
  };
  expect(await store(other).get('L1')).toBeNull();
});

test('the asynchronous keychain is used where there is one, and rotated keys are followed', async () => {
  const sync = keychain('v11');
  const never = (): never => {
    throw new Error('the synchronous half must rest');
  };
  let encrypted = 0;
  const modern: SafeStorage = {
    isEncryptionAvailable: never,
    encryptString: never,
    decryptString: never,
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    encryptStringAsync: (text) => {
      encrypted += 1;
      return Promise.resolve(sync.encryptString(text));
    },
    decryptStringAsync: (bytes) =>
      Promise.resolve({ shouldReEncrypt: true, result: sync.decryptString(bytes) }),
  };
  const secrets = store(modern);
  await secrets.set('L1', 'x');
  const before = encrypted;
  expect(await secrets.get('L1')).toBe('x');
  expect(encrypted).toBe(before + 1);
});

test('a damaged file is moved aside, not overwritten', async () => {
  await store(keychain('v11')).set('L1', 'x');
  writeFileSync(scratch.path('data', 'secrets.json'), '{ broken');
  const secrets = store(keychain('v11'));
  expect(await secrets.get('L1')).toBeNull();
  expect(await secrets.set('L2', 'y')).toEqual({ kept: true });
  expect(readFileSync(scratch.path('data', 'secrets.json.broken'), 'utf8')).toBe('{ broken');
});
