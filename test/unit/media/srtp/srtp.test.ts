import { describe, expect, test } from 'vitest';
import { freshKey } from '../../../../src-main/media/srtp/crypto-attribute';
import { SrtpReceiver, type RemoteKey } from '../../../../src-main/media/srtp/receiver';
import { SrtpSender } from '../../../../src-main/media/srtp/sender';
import { SUITE_NAMES, SUITES, type Suite } from '../../../../src-main/media/srtp/suite';
import { writeBye } from '../../../../src-main/media/rtcp/packet';
import { writeRtp } from '../../../../src-main/media/rtp/packet';

const SSRC = 0xfedc_ba98;

function rtp(sequence: number, ssrc = SSRC): Buffer {
  const payload = Buffer.alloc(40, sequence & 0xff);
  return writeRtp({ payloadType: 8, marker: false, sequence, timestamp: 160 * sequence, ssrc, payload });
}

function pair(suite: Suite, identifier: Buffer | null = null): [SrtpSender, SrtpReceiver, RemoteKey] {
  const master = { ...freshKey(suite), identifier };
  return [new SrtpSender(suite, master), new SrtpReceiver(suite, [master]), master];
}

/** The packet as a far end writes it whose keys have identifiers. */
function withIdentifier(bytes: Buffer, identifier: Buffer, tagBytes: number): Buffer {
  const at = bytes.length - tagBytes;
  return Buffer.concat([bytes.subarray(0, at), identifier, bytes.subarray(at)]);
}

describe.each(SUITE_NAMES)('%s', (name) => {
  const suite = SUITES[name];

  test('what is sent is not what is said, and comes back as it was', () => {
    const [sender, receiver] = pair(suite);
    const plain = rtp(7);
    const wire = sender.protectRtp(plain);
    expect(wire.length).toBe(plain.length + suite.rtpTagBytes);
    expect(wire.includes(plain.subarray(12))).toBe(false);
    expect(receiver.openRtp(wire)).toEqual(plain);
  });

  test('the header is authenticated with CSRCs and extension, and stays readable', () => {
    const [sender, receiver] = pair(suite);
    const plain = rtp(7);
    const long = Buffer.concat([
      plain.subarray(0, 12),
      Buffer.alloc(4, 3),
      Buffer.from('bede0001aabbccdd', 'hex'),
    ]);
    long[0] = 0x91;
    const packet = Buffer.concat([long, plain.subarray(12)]);
    const wire = sender.protectRtp(packet);
    expect(wire.subarray(0, 24)).toEqual(packet.subarray(0, 24));
    expect(receiver.openRtp(wire)).toEqual(packet);
  });

  test('a changed bit anywhere is noticed', () => {
    const [sender, receiver] = pair(suite);
    const wire = sender.protectRtp(rtp(7));
    const report = sender.protectRtcp(writeBye(SSRC, 'someone'));
    for (let at = 0; at < wire.length; at++) {
      const forged = Buffer.from(wire);
      forged[at] = forged.readUInt8(at) ^ 0x01;
      expect(receiver.openRtp(forged)).toBeUndefined();
    }
    for (let at = 0; at < report.length; at++) {
      const forged = Buffer.from(report);
      forged[at] = forged.readUInt8(at) ^ 0x01;
      expect(receiver.openRtcp(forged)).toBeUndefined();
    }
    expect(receiver.openRtp(wire)).toBeDefined();
    expect(receiver.openRtcp(report)).toBeDefined();
  });

  test('each packet and each report passes once', () => {
    const [sender, receiver] = pair(suite);
    const packets = [5, 6, 7].map((sequence) => sender.protectRtp(rtp(sequence)));
    const [first, second, third] = packets;
    if (!first || !second || !third) throw new Error('three packets');
    expect([third, first, second].map((wire) => receiver.openRtp(wire)?.readUInt16BE(2))).toEqual([7, 5, 6]);
    expect(packets.map((wire) => receiver.openRtp(wire))).toEqual([undefined, undefined, undefined]);
    const bye = writeBye(SSRC, 'someone');
    const report = sender.protectRtcp(bye);
    expect(report.length).toBe(bye.length + 4 + suite.rtcpTagBytes);
    expect(receiver.openRtcp(report)).toEqual(bye);
    expect(receiver.openRtcp(report)).toBeUndefined();
  });

  test('the rollover counter goes on over wraps, late packets and a lost stretch', () => {
    const [sender, receiver] = pair(suite);
    let late: Buffer | undefined;
    for (let n = 0x7f00; n < 0x3_0010; n += n > 0xfff0 && n < 0x1_0010 ? 1 : 997) {
      const wire = sender.protectRtp(rtp(n & 0xffff));
      // The last before the wrap comes behind the first after it.
      if (n === 0xffff) late = wire;
      else expect(receiver.openRtp(wire)?.readUInt16BE(2)).toBe(n & 0xffff);
      if (n === 0x1_0001 && late) expect(receiver.openRtp(late)?.readUInt16BE(2)).toBe(0xffff);
    }
    if (late) expect(receiver.openRtp(late)).toBeUndefined();
  });

  test('another SSRC starts with a counter of its own', () => {
    const [sender, receiver, master] = pair(suite);
    for (const sequence of [0xfffe, 0xffff, 0, 1]) receiver.openRtp(sender.protectRtp(rtp(sequence)));
    expect(receiver.openRtp(sender.protectRtp(rtp(9, 1)))).toEqual(rtp(9, 1));
    expect(receiver.openRtp(new SrtpSender(suite, master).protectRtp(rtp(9, 2)))).toEqual(rtp(9, 2));
  });

  test('of several keys the packet names its own', () => {
    const [one, two] = [Buffer.from([0, 1]), Buffer.from([0, 2])];
    const [first, , firstKey] = pair(suite, one);
    const [second, , secondKey] = pair(suite, two);
    const receiver = new SrtpReceiver(suite, [firstKey, secondKey]);
    const tagBytes = suite.aead ? 0 : suite.rtpTagBytes;
    const reportTagBytes = suite.aead ? 0 : suite.rtcpTagBytes;
    expect(receiver.openRtp(withIdentifier(second.protectRtp(rtp(1)), two, tagBytes))).toEqual(rtp(1));
    expect(receiver.openRtp(withIdentifier(first.protectRtp(rtp(2)), one, tagBytes))).toEqual(rtp(2));
    expect(receiver.openRtp(withIdentifier(first.protectRtp(rtp(3)), two, tagBytes))).toBeUndefined();
    expect(
      receiver.openRtp(withIdentifier(first.protectRtp(rtp(4)), Buffer.from([9, 9]), tagBytes)),
    ).toBeUndefined();
    const bye = writeBye(SSRC, 'someone');
    expect(receiver.openRtcp(withIdentifier(second.protectRtcp(bye), two, reportTagBytes))).toEqual(bye);
  });

  test('after rekeying the old key opens what was under way, until the new one is heard', () => {
    const [old, before] = pair(suite);
    const [fresh, , key] = pair(suite);
    before.openRtp(old.protectRtp(rtp(1)));
    const after = new SrtpReceiver(suite, [key], before);
    const [underWay, late] = [old.protectRtp(rtp(2)), old.protectRtp(rtp(3))];
    expect(after.openRtp(underWay)).toEqual(rtp(2));
    expect(after.openRtp(fresh.protectRtp(rtp(4)))).toEqual(rtp(4));
    expect(after.openRtp(late)).toBeUndefined();
  });

  test.each([
    ['counts on (RFC 3711 §8.1)', true],
    ['starts afresh', false],
  ])('a rekeyed stream whose rollover counter %s is understood', (_how, goesOn) => {
    const [old, before] = pair(suite);
    for (const sequence of [0xffff, 0]) before.openRtp(old.protectRtp(rtp(sequence)));
    const master = { ...freshKey(suite), identifier: null };
    const fresh = new SrtpSender(suite, master);
    if (goesOn) for (const sequence of [0xffff, 0]) fresh.protectRtp(rtp(sequence));
    const after = new SrtpReceiver(suite, [master], before);
    expect(after.openRtp(fresh.protectRtp(rtp(1)))).toEqual(rtp(1));
    expect(after.openRtp(fresh.protectRtp(rtp(2)))).toEqual(rtp(2));
  });

  test('what is too short, or lies about its header, opens to nothing', () => {
    const [sender, receiver] = pair(suite);
    const wire = sender.protectRtp(rtp(7));
    for (let bytes = 0; bytes < wire.length; bytes++) {
      expect(receiver.openRtp(wire.subarray(0, bytes))).toBeUndefined();
      expect(receiver.openRtcp(wire.subarray(0, bytes))).toBeUndefined();
    }
    const trap = Buffer.from([0x90, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0xbe, 0xde, 0xff, 0xff]);
    expect(receiver.openRtp(trap)).toBeUndefined();
  });
});
