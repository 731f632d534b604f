import { expect, test } from 'vitest';
import { ladderText } from '../../src-main/sip/trace/ladder-text';
import { ladder } from './support/ladder';
import { registrar } from './support/registrar';

test('a line remembers what went over the wire, repetitions too, and no proof of its password', () =>
  registrar(async (alice, bob) => {
    await ladder(
      alice,
      bob,
      `
        REGISTER    -->
                    <--  401 [WWW-Authenticate: Digest realm="example.test", nonce="n1", qop="auth"]
        REGISTER    -->
                    <--  200             registered`,
    );
    // A busy machine answers after T1: then there is one more of something.
    const messages = (alice.signalling.trace(alice.line.id)?.messages ?? []).filter(
      ({ text }, index, all) => all.findIndex((other) => other.text === text) === index,
    );
    expect(messages.map(({ direction }) => direction)).toEqual(['out', 'in', 'out', 'in']);
    expect(messages[0]?.remote).toEqual({ address: '127.0.0.1', port: bob.port });
    const sent = bob.seen.at(-1)?.header('authorization') ?? '';
    const response = /response="([^"]+)"/.exec(sent)?.[1] ?? '';
    expect(response).toHaveLength(32);
    expect(messages[2]?.text).toContain('nonce="n1"');
    expect(messages.some(({ text }) => text.includes(response))).toBe(false);
    expect(ladderText(messages)).toContain('-- REGISTER sip:example.test --');

    alice.signalling.handle({ kind: 'line/set', line: alice.line, password: 'other' });
    expect(alice.signalling.trace(alice.line.id)?.messages.length).toBeGreaterThanOrEqual(4);
    bob.answersRegister = true;
    await alice.registered();
    alice.signalling.handle({ kind: 'line/remove', lineId: alice.line.id });
    expect(alice.signalling.trace(alice.line.id)).toBeUndefined();
  }));

test('a rung that fails shows what was sent', () =>
  registrar(async (alice, bob) => {
    await expect(
      ladder(
        alice,
        bob,
        `
        REGISTER    -->
                    <--  404             registered`,
      ),
    ).rejects.toThrow(
      />> .*404[\s\S]*\|-- REGISTER sip:example\.test -+>\|[\s\S]*\|<-+ 404 Whatever \(REGISTER\) --\|/,
    );
    alice.reports.clear();
  }));
