import { describe, expect, test } from 'vitest';
import { TRANSPORTS } from '../../../src-main/phone/account/line';
import { checkDraft } from '../../../src-main/phone/account/line-draft';
import { draftOf, fieldsOf, parseServer } from '../../../src-renderer/state/line-form';
import { en } from '../../../src-renderer/text/en';
import { draft } from '../../support/window-states';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

test('a line goes through its form unchanged', () => {
  const server = { host: '2001:db8::1', port: 5071 };
  const full = { ...draft, server, authUser: 'login', trustedCa: PEM };
  expect(draftOf(fieldsOf(full), en)).toEqual({ ok: true, draft: full });
  expect(draftOf(fieldsOf(draft), en)).toEqual({ ok: true, draft });
});

describe('a form that does not fit', () => {
  test.each([
    [{ user: ' ' }, { user: en.lineForm.required }],
    [{ domain: '' }, { domain: en.lineForm.required }],
    [{ label: 'x'.repeat(101) }, { label: en.lineForm.invalid }],
    [{ server: 'host:99999' }, { server: en.lineForm.badServer }],
    [{ server: 'two words' }, { server: en.lineForm.badServer }],
    [{ expires: '59' }, { expires: en.lineForm.badExpires }],
    [{ expires: 'often' }, { expires: en.lineForm.badExpires }],
    [{ webSocketPath: 'ws' }, { webSocketPath: en.lineForm.badPath }],
    [{ codecs: [] }, { codecs: en.lineForm.needCodec }],
    // What newcomers paste.
    [{ domain: 'https://pbx.example.com' }, { domain: en.lineForm.invalid }],
    [{ domain: 'pbx.example.com:5061' }, { domain: en.lineForm.invalid }],
    [{ user: 'alice@example.com' }, { user: en.lineForm.invalid }],
    [{ server: 'pbx_?' }, { server: en.lineForm.badServer }],
    [{ webSocketPath: '/a path' }, { webSocketPath: en.lineForm.badPath }],
    [{ transport: 'udp', encryption: 'required' } as const, { encryption: en.lineForm.encryptionNeedsTls }],
    [{ trustedCa: 'a certificate' }, { trustedCa: en.lineForm.invalid }],
  ])('%j says why', (wrong, errors) => {
    expect(draftOf({ ...fieldsOf(draft), ...wrong }, en)).toEqual({ ok: false, errors });
  });
});

test.each([
  ...['pbx', 'pbx.example.com.', '192.0.2.1', '2001:db8::1', '[2001:db8::1]', 'a_b', 'a-.b', '-a', 'a..b'],
  ...['[::1', '::1]', 'a:b', 'sip:pbx', 'pbx:5060', 'pbx/x', 'p b x', 'ä.example', 'x'.repeat(64), ''],
])('the form takes the domain %j if, and only if, the telephone does', (domain) => {
  const fits = checkDraft({ ...draft, domain }).length === 0;
  expect(draftOf({ ...fieldsOf(draft), domain }, en).ok).toBe(fits);
});

test.each(['alice', '+49 221', 'a@b', 'a"b', 'a<b', 'a:b', 'ä', 'x'.repeat(256)])(
  'the form takes the user %j if, and only if, the telephone does',
  (user) => {
    const fits = checkDraft({ ...draft, user }).length === 0;
    expect(draftOf({ ...fieldsOf(draft), user }, en).ok).toBe(fits);
  },
);

test.each(
  TRANSPORTS.flatMap((transport) => (['rtp', 'webrtc'] as const).map((media) => [transport, media] as const)),
)(
  'the form takes sound that must be encrypted over %s with %s if, and only if, the telephone does',
  (transport, media) => {
    const wished = { ...draft, transport, media, encryption: 'required' } as const;
    const fits = checkDraft(wished).length === 0;
    expect(fits).toBe(media === 'webrtc' || transport === 'tls' || transport === 'wss');
    expect(draftOf(fieldsOf(wished), en).ok).toBe(fits);
  },
);

test.each([
  ['pbx.example.com', { host: 'pbx.example.com', port: null }],
  [' pbx:5061 ', { host: 'pbx', port: 5061 }],
  ['[2001:db8::1]:5071', { host: '2001:db8::1', port: 5071 }],
  ['2001:db8::1', { host: '2001:db8::1', port: null }],
  ['pbx:0', null],
  ['pbx:', null],
  ['', null],
])('server %j', (typed, server) => {
  expect(parseServer(typed)).toEqual(server);
});
