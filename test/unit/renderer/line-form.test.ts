import { describe, expect, test } from 'vitest';
import { draftOf, fieldsOf, parseServer } from '../../../src-renderer/state/line-form';
import { en } from '../../../src-renderer/text/en';
import { draft } from '../../support/window-states';

test('a line goes through its form unchanged', () => {
  const server = { host: '2001:db8::1', port: 5071 };
  const full = { ...draft, server, authUser: 'login', trustedCa: '-----BEGIN CERTIFICATE-----' };
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
  ])('%j says why', (wrong, errors) => {
    expect(draftOf({ ...fieldsOf(draft), ...wrong }, en)).toEqual({ ok: false, errors });
  });
});

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
