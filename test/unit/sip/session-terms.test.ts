import { describe, expect, test } from 'vitest';
import { SessionTerms, refusalOfTerms } from '../../../src-main/sip/call/session-terms';

function message(fields: Readonly<Record<string, string>>) {
  const getHeaders = (name: string): string[] => {
    const value = fields[name];
    return value === undefined ? [] : [value];
  };
  return { getHeaders, getHeader: (name: string) => getHeaders(name)[0] };
}

function answered(expires: string | null): SessionTerms {
  const terms = new SessionTerms();
  terms.answered(message(expires === null ? {} : { 'session-expires': expires }));
  return terms;
}

describe('the life of a session as caller (RFC 4028 §7)', () => {
  test('half an hour is asked for, and who refreshes is left to them', () => {
    expect(new SessionTerms().requestHeaders()).toEqual(['Session-Expires: 1800']);
  });

  test.each([
    ['600;refresher=uas', { seconds: 600, refresher: 'them' }],
    ['600;refresher=uac', { seconds: 600, refresher: 'us' }],
    ['600 ; REFRESHER = UAS ; x=y', { seconds: 600, refresher: 'them' }],
    ['600', { seconds: 600, refresher: 'us' }],
    ['1;refresher=uac', { seconds: 10, refresher: 'us' }],
    ['0', null],
    ['-5', null],
    ['soon', null],
    ['4294967295', null],
    ['99999999999999999999', null],
    [null, null],
  ])('a 200 with %s', (expires, agreed) => {
    expect(answered(expires).agreed).toEqual(agreed);
  });

  test('in the call nobody changes who refreshes; without a timer none is asked for any more', () => {
    expect(answered('600;refresher=uas').requestHeaders()).toEqual(['Session-Expires: 600;refresher=uas']);
    expect(answered('600;refresher=uac').requestHeaders()).toEqual(['Session-Expires: 600;refresher=uac']);
    expect(answered(null).requestHeaders()).toEqual([]);
  });

  test('a 422 that wants more gets more', () => {
    const terms = new SessionTerms();
    expect(terms.raised(message({ 'min-se': '3600' }))).toBe(true);
    expect(terms.requestHeaders()).toEqual(['Session-Expires: 3600', 'Min-SE: 3600']);
  });

  test.each(['90', '1800', 'nonsense', '0', '4294967295'])('a 422 with Min-SE %s makes no sense', (min) => {
    expect(new SessionTerms().raised(message({ 'min-se': min }))).toBe(false);
  });

  test('a server that wants ever more gets four attempts', () => {
    const terms = new SessionTerms();
    const raised = [2_000, 3_000, 4_000, 5_000, 6_000, 7_000].map((min) =>
      terms.raised(message({ 'min-se': String(min) })),
    );
    expect(raised).toEqual([true, true, true, true, false, false]);
  });
});

describe('as callee (RFC 4028 §9)', () => {
  const timer = { supported: '100rel, timer' };

  test.each([
    [
      { ...timer, 'session-expires': '600' },
      ['Session-Expires: 600;refresher=uac', 'Require: timer'],
      'them',
    ],
    [
      { ...timer, 'session-expires': '600;refresher=uac' },
      ['Session-Expires: 600;refresher=uac', 'Require: timer'],
      'them',
    ],
    [{ ...timer, 'session-expires': '600;refresher=uas' }, ['Session-Expires: 600;refresher=uas'], 'us'],
    // A proxy put it in: the caller himself will not refresh.
    [{ 'session-expires': '600' }, ['Session-Expires: 600;refresher=uas'], 'us'],
    [{ 'session-expires': '30' }, ['Session-Expires: 90;refresher=uas'], 'us'],
    [{ 'session-expires': '600', 'min-se': '900' }, ['Session-Expires: 900;refresher=uas'], 'us'],
  ])('%j', (fields, headers, refresher) => {
    const terms = new SessionTerms();
    expect(terms.answerTo(message(fields))).toEqual(headers);
    expect(terms.agreed?.refresher).toBe(refresher);
  });

  test('who asks for nothing and knows of timers gets one that we refresh', () => {
    const terms = new SessionTerms();
    expect(terms.answerTo(message(timer))).toEqual(['Session-Expires: 1800;refresher=uas']);
    expect(terms.agreed).toEqual({ seconds: 1_800, refresher: 'us' });
  });

  test('who asks for nothing and knows of none gets nothing', () => {
    const terms = new SessionTerms();
    expect(terms.answerTo(message({}))).toEqual([]);
    expect(terms.agreed).toBeNull();
    // Nor later: the far end that wanted no timer is not asked again.
    expect(terms.answerTo(message(timer))).toEqual([]);
  });

  test('a re-INVITE that says nothing of it leaves it as it was', () => {
    const terms = new SessionTerms();
    terms.answerTo(message({ ...timer, 'session-expires': '600;refresher=uas' }));
    expect(terms.answerTo(message(timer))).toEqual(['Session-Expires: 600;refresher=uas']);
  });

  test.each([
    [{ ...timer, 'session-expires': '89' }, true],
    [{ require: 'timer', 'session-expires': '30' }, true],
    [{ ...timer, 'session-expires': '90' }, false],
    [{ 'session-expires': '30' }, false],
    [timer, false],
  ])('422 for %j: %s', (fields, refused) => {
    expect(refusalOfTerms(message(fields))?.statusCode).toBe(refused ? 422 : undefined);
  });
});
