import { describe, expect, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { sdp } from './support/sip-text';

describe('calls in', () => {
  test('answered, hung up by them (RFC 3665 §3.1)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
        answer                           established
        200 sdp     -->
                    <--  ACK
                    <--  BYE             ended hung-up them
        200 BYE     -->`,
      );
    }));

  test('answered, hung up by us', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
        answer                           established
        200 sdp     -->
                    <--  ACK
        hang-up                          ended hung-up us
        BYE         -->
                    <--  200 BYE`,
      );
    }));

  test('hung up by us before the ACK: BYE waits for it (RFC 3261 §15)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
        answer                           established
        200 sdp     -->
        hang-up                          ended hung-up us
        quiet
                    <--  ACK
        BYE         -->
                    <--  200 BYE`,
      );
    }));

  test('BYE before the ACK (RFC 5407 §3.1.4)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
        answer                           established
        200 sdp     -->
                    <--  BYE             ended hung-up them
        200 BYE     -->`,
      );
    }));

  test('the ACK never comes: hung up after timer H', () =>
    scene(
      async (alice, bob) => {
        await ladder(
          alice,
          bob,
          `
                    <--  INVITE sdp      incoming
        180         -->
        answer                           established
        200 sdp     -->                  ended timeout
        BYE         -->
                    <--  200 BYE`,
        );
      },
      { t1Ms: 15 },
    ));

  test.each([
    ['486', 486],
    ['603', 603],
  ])('declined with %s', (word, status) =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
        decline ${word}                  ended declined us
        ${String(status)} INVITE  -->
                    <--  ACK
        quiet`,
      );
    }),
  );

  test('the caller gives up (RFC 3665 §3.8)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
                    <--  CANCEL          ended missed
        200 CANCEL  -->
        487 INVITE  -->
                    <--  ACK`,
      );
    }));

  test('answered on another phone (RFC 3326)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
                    <--  CANCEL [Reason: SIP;cause=200;text="Call completed elsewhere"]   ended answered-elsewhere
        200 CANCEL  -->
        487 INVITE  -->
                    <--  ACK`,
      );
    }));

  test('the caller ends the early dialog by BYE', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
                    <--  BYE             ended missed
        200 BYE     -->
        487 INVITE  -->
                    <--  ACK`,
      );
    }));

  test('the caller gives up while our answer is being built', () =>
    scene(async (alice, bob) => {
      alice.media.delay = () => new Promise((resolve) => setTimeout(resolve, 50));
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
        answer
                    <--  CANCEL          ended missed
        200 CANCEL  -->
        487 INVITE  -->
                    <--  ACK`,
      );
    }));

  test('the caller hangs up by BYE while our answer is being built', () =>
    scene(async (alice, bob) => {
      alice.media.delay = () => new Promise((resolve) => setTimeout(resolve, 50));
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
        answer
                    <--  BYE             ended missed
        200 BYE     -->
        487 INVITE  -->
                    <--  ACK`,
      );
    }));

  test('an INVITE without a description: we offer, the ACK answers (RFC 3261 §13.3.1.4)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE          incoming
        180         -->
        answer
        200 sdp     -->
                    <--  ACK sdp         established
                    <--  BYE             ended hung-up them
        200 BYE     -->`,
      );
    }));

  test('a late offer left without an answer', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE          incoming
        180         -->
        answer
        200 sdp     -->
                    <--  ACK             ended no-common-codec
        BYE         -->
                    <--  200 BYE`,
      );
    }));

  test('no codec in common: refused before it rings', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp:codecs=18+101
        488 INVITE  -->
                    <--  ACK
        quiet`,
      );
    }));

  test('media finds no codec in common when answering', () =>
    scene(async (alice, bob) => {
      alice.media.nextFailure = { kind: 'no-common-codec' };
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
        answer                           ended no-common-codec
        488 INVITE  -->
                    <--  ACK`,
      );
    }));

  test('the media window is not there when answering', () =>
    scene(async (alice, bob) => {
      alice.media.nextFailure = { kind: 'media-unavailable', detail: 'no window' };
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
        answer                           ended internal
        480 INVITE  -->
                    <--  ACK`,
      );
    }));

  test('a second call in while talking is simply another call', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp      incoming
        180         -->
        answer                           established
        200 sdp     -->
                    <--  ACK
        new-call
                    <--  INVITE sdp      incoming
        180         -->
        decline 486                      ended declined us
        486 INVITE  -->
                    <--  ACK`,
      );
      bob.dialogs.pop();
      await ladder(
        alice,
        bob,
        `
                    <--  BYE             ended hung-up them
        200 BYE     -->`,
      );
    }));

  test('at most eight ring at once, the ninth hears busy', () =>
    scene(async (alice, bob) => {
      const one = `
        new-call
                    <--  INVITE sdp      incoming
        180         -->`;
      await ladder(alice, bob, one.repeat(8));
      await ladder(
        alice,
        bob,
        `
        new-call
                    <--  INVITE sdp
        486 INVITE  -->
                    <--  ACK`,
      );
      await alice.signalling.close();
      const declined = alice.events.filter((event) => event.kind === 'call/ended');
      expect(declined).toHaveLength(8);
      alice.reports.clear();
    }));

  test('an extension we are required to have and have not (RFC 3261 §8.2.2.3)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp [Require: 100rel, telepathy]
        420 [Unsupported: telepathy]  -->
                    <--  ACK`,
      );
    }));

  test.each([
    ['`tel:` in From', 'From: <tel:+4930123456>;tag=pstn', 'tel:+4930123456', null],
    [
      'a bare UTF-8 name',
      'From: Jürgen Groß <sip:30@example.test>;tag=x',
      'sip:30@example.test',
      'Jürgen Groß',
    ],
    ['a raw # in the user', 'From: "Code" <sip:*21#@example.test>;tag=x', 'sip:*21%23@example.test', 'Code'],
  ])('who calls: %s', (_what, from, uri, name) =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp [${from}]   incoming
        180 [${from}]  -->
        decline 486                      ended declined us
        486 INVITE  -->`,
      );
      const incoming = alice.events.find((event) => event.kind === 'call/incoming');
      expect(incoming?.from).toMatchObject({ uri, name });
      bob.sendRaw(ackOf(bob.seen.at(-1)?.text ?? '', from));
    }),
  );

  test('compact header names and folded lines', () =>
    scene(async (alice, bob) => {
      const body = sdp();
      bob.sendRaw(
        [
          'INVITE sip:4930999@127.0.0.1 SIP/2.0',
          `v: SIP/2.0/UDP ${bob.hostPort};branch=z9hG4bKcompact;rport`,
          'f: "Folded',
          '  Name" <sip:bob@example.test>;tag=c',
          't: <sip:alice@example.test>',
          'i: compact',
          'CSeq: 7 INVITE',
          `m: <sip:bob@${bob.hostPort}>`,
          'c: application/sdp',
          `l: ${String(Buffer.byteLength(body))}`,
          '',
          body,
        ].join('\r\n'),
      );
      expect(await alice.reports.next(2_000)).toBe('incoming');
      const incoming = alice.events.find((event) => event.kind === 'call/incoming');
      expect(incoming?.from.name).toBe('Folded Name');
      await ladder(
        alice,
        bob,
        `
        180         -->
        decline 603                      ended declined us
        603         -->`,
      );
      bob.sendRaw(ackOf(bob.seen.at(-1)?.text ?? '', 'From: <sip:bob@example.test>;tag=c'));
    }));
});

/** The ACK to a refusal, built from the refusal. */
function ackOf(refusal: string, from: string): string {
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(refusal)?.[1]?.trim() ?? '';
  return [
    'ACK sip:alice@127.0.0.1 SIP/2.0',
    `Via: ${field('Via')}`,
    from,
    `To: ${field('To')}`,
    `Call-ID: ${field('Call-ID')}`,
    `CSeq: ${field('CSeq').replace('INVITE', 'ACK')}`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}
