import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checksum } from '../../../src-main/sip/trace/ip-packet';
import { fullText, ladderText } from '../../../src-main/sip/trace/ladder-text';
import { pcap } from '../../../src-main/sip/trace/pcap';
import { redact } from '../../../src-main/sip/trace/redact';
import { Trace, TRACE_LIMITS, type RawMessage, type TracedMessage } from '../../../src-main/sip/trace/trace';

const AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

function message(text: string, changes: Partial<TracedMessage> = {}): TracedMessage {
  return {
    atMs: AT_MS,
    direction: 'out',
    protocol: 'UDP',
    local: { address: '192.0.2.5', port: 40_000 },
    remote: { address: '192.0.2.1', port: 5_060 },
    text,
    ...changes,
  };
}

function raw(text: string): RawMessage {
  const { text: raw, ...rest } = message(text);
  return { ...rest, raw };
}

function sip(start: string, fields: readonly string[], body = ''): string {
  return [start, ...fields, `Content-Length: ${String(Buffer.byteLength(body))}`, '', body].join('\r\n');
}

describe('redaction', () => {
  test.each([
    ['Authorization: Digest username="a", response="s3cret", cnonce="S3cret", nc=1', 'username="a"'],
    ['proxy-authorization : Digest cnonce=s3cret,\r\n response = "s3cret"', 'response = "xxxxxx"'],
    ['Authentication-Info: rspauth="s3cret", cnonce="s3cret", nextnonce="n"', 'nextnonce="n"'],
    ['Authorization: Bearer s3cret', 'Authorization:'],
    ['AUTHORIZATION\t:\r\n\tDigest response=\r\n "s3cret",\r\n\tnc=1', 'nc=1'],
    ['p-KEY: id;\r\n s3cret', 'p-KEY: xxx\r\n xxxxxx'],
    ['X-Session-Token: s3cret', 'X-Session-Token: xxxxxx'],
  ])('%s', (field, kept) => {
    const text = redact(sip('REGISTER sip:x SIP/2.0', ['CSeq: 1 REGISTER', field, 'X: s3cret-not']));
    expect(text.replace('s3cret-not', '')).not.toMatch(/s3cret/i);
    expect(text).toContain(kept);
    expect(text).toContain('s3cret-not');
  });

  test.each([
    ['a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:s3cret|2^20|1:32;inline:s3cret|2^20|2:32', '|2^20|'],
    ['a=key-mgmt:mikey s3cret', 'mikey'],
    ['k=base64:s3cret', 'k=base64:'],
    ['a=ice-pwd:s3cret', 'a=ice-pwd:'],
  ])('keys in a description: %s', (line, kept) => {
    const body = `v=0\r\nm=audio 1 RTP/SAVP 0\r\n${line}\r\na=sendrecv\r\n`;
    const text = redact(sip('INVITE sip:x SIP/2.0', ['CSeq: 1 INVITE'], body));
    expect(text).not.toContain('s3cret');
    expect(text).toContain(kept);
    expect(text).toContain('a=sendrecv');
  });

  test.each([
    ['MESSAGE', 'Geheim: 42 \u{1F511}\r\nyes'],
    ['INFO', 'Signal=4\r\nDuration=160\r\n'],
    ['INFO', '4'],
    ['NOTIFY', '<kpml-response digits="424242" text="OK"/>'],
  ])('what %s says: %j', (method, body) => {
    const whole = sip(`${method} sip:x SIP/2.0`, [`CSeq: 1 ${method}`], body);
    const text = redact(whole);
    expect(text.slice(text.indexOf('\r\n\r\n'))).not.toMatch(/4|Geheim|yes/);
    expect(Buffer.byteLength(text)).toBe(Buffer.byteLength(whole));
  });

  test('never throws, never changes the length in bytes, in reasonable time', () => {
    const pieces = [
      'Authorization: ',
      'Digest ',
      'response="',
      '"',
      '\r\n',
      ' ',
      'inline:',
      'P-Key: ',
      'key',
      'MESSAGE x SIP/2.0',
      '\\',
      'ä',
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        expect(Buffer.byteLength(redact(text))).toBe(Buffer.byteLength(text));
      }),
    );
    for (const piece of pieces) redact(piece.repeat(6_000));
  });
});

describe('the ring', () => {
  test('keeps the last messages, oldest first', () => {
    const trace = new Trace();
    for (let index = 0; index < 3 * TRACE_LIMITS.messages; index++) trace.record(raw(`M${String(index)}`));
    const kept = trace.messages;
    expect(kept).toHaveLength(TRACE_LIMITS.messages);
    expect([kept[0]?.text, kept.at(-1)?.text]).toEqual(['M4000', 'M5999']);
  });

  test('and no more bytes than its bound, however large they are', () => {
    const trace = new Trace({ messages: 100, bytes: 1_000 });
    for (let index = 0; index < 50; index++) trace.record(raw(String(index % 10).repeat(300)));
    expect(trace.messages.map(({ text }) => text[0])).toEqual(['7', '8', '9']);
    trace.record(raw('x'.repeat(2_000)));
    expect(trace.messages).toEqual([]);
    trace.record(raw('after'));
    expect(trace.messages).toHaveLength(1);
  });

  test('bytes are decoded and secrets taken out only for who looks', () => {
    const trace = new Trace();
    const bytes = Buffer.from(sip('MESSAGE sip:x SIP/2.0', ['CSeq: 1 MESSAGE'], 'secret'));
    trace.record({ ...raw(''), raw: bytes });
    expect(trace.messages[0]?.text).toMatch(/\r\n\r\nxxxxxx$/);
  });
});

describe('as text', () => {
  const both = [
    message(sip('INVITE sip:bob@example.test SIP/2.0', ['CSeq: 1 INVITE'])),
    message(sip('SIP/2.0 180 Rin\u001b[31m\u202Eging', ['CSeq: 1 INVITE']), {
      direction: 'in',
      protocol: 'TLS',
      remote: { address: '2001:db8::1', port: 5_061 },
    }),
  ];

  test('a ladder', () => {
    const [out, back] = ladderText(both).split('\n');
    expect(out).toMatch(/^03:04:05\.678 \|-- INVITE sip:bob@example\.test -+>\| UDP 192\.0\.2\.1:5060$/);
    expect(back).toMatch(
      /^03:04:05\.678 \|<-+ 180 Rin\uFFFD\[31m\uFFFDging \(INVITE\) --\| TLS \[2001:db8::1\]:5061$/,
    );
    expect(out?.indexOf('>| UDP')).toBe(back?.indexOf('-| TLS'));
  });

  test('with the messages below', () => {
    expect(fullText(both)).toContain('---- 2026-01-02T03:04:05.678Z to UDP 192.0.2.1:5060\nINVITE sip:bob');
    expect(fullText(both)).not.toContain('\u001b');
  });
});

describe('as a capture', () => {
  /** The packets of a capture, each with the sums that must come out as zero. */
  function packets(file: Uint8Array) {
    const bytes = Buffer.from(file);
    expect([bytes.readUInt32LE(0), bytes.readUInt32LE(20)]).toEqual([0xa1b2c3d4, 101]);
    const found = [];
    for (let at = 24; at < bytes.length;) {
      const length = bytes.readUInt32LE(at + 8);
      const packet = bytes.subarray(at + 16, at + 16 + length);
      expect(packet).toHaveLength(length);
      found.push({ seconds: bytes.readUInt32LE(at), micros: bytes.readUInt32LE(at + 4), ...parts(packet) });
      at += 16 + length;
    }
    return found;
  }

  function parts(packet: Buffer) {
    const version = (packet[0] ?? 0) >> 4;
    const [addressesAt, udpAt] = version === 6 ? [8, 40] : [12, 20];
    const udp = packet.subarray(udpAt);
    const pseudo = Buffer.alloc(4);
    pseudo.writeUInt16BE(17, 0);
    pseudo.writeUInt16BE(udp.length, 2);
    expect(checksum(Buffer.concat([packet.subarray(addressesAt, udpAt), pseudo, udp]))).toBe(0);
    if (version === 4) expect(checksum(packet.subarray(0, 20))).toBe(0);
    expect(udp.readUInt16BE(4)).toBe(udp.length);
    return {
      addresses: packet.subarray(addressesAt, udpAt).toString('hex'),
      ports: [udp.readUInt16BE(0), udp.readUInt16BE(2)],
      text: udp.subarray(8).toString('utf8'),
    };
  }

  test('IPv4 and IPv6 in one file, both ways, sums right', () => {
    const file = pcap([
      message('odd'),
      message('ä even', {
        direction: 'in',
        local: { address: 'fe80::5%eth0', port: 40_000 },
        remote: { address: '2001:db8::192.0.2.1', port: 5_061 },
      }),
      message('web', { local: { address: 'ab12.invalid', port: 0 } }),
    ]);
    expect(packets(file)).toEqual([
      {
        seconds: Math.floor(AT_MS / 1_000),
        micros: 678_000,
        addresses: 'c0000205c0000201',
        ports: [40_000, 5_060],
        text: 'odd',
      },
      expect.objectContaining({
        addresses: `20010db80000000000000000c0000201fe80${'0'.repeat(27)}5`,
        ports: [5_061, 40_000],
        text: 'ä even',
      }),
      expect.objectContaining({ addresses: '00000000c0000201', ports: [0, 5_060] }),
    ]);
  });

  test('a message no packet can hold is cut', () => {
    expect(packets(pcap([message('x'.repeat(70_000))]))[0]?.text).toHaveLength(65_507);
  });

  test('the known answer of RFC 1071 §3', () => {
    expect(checksum(Uint8Array.from([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]))).toBe(
      ~0xddf2 & 0xffff,
    );
  });
});
