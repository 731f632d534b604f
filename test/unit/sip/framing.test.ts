import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Framing, FramingError } from '../../../src-main/sip/transport/framing';

const message = (body: string): string =>
  `OPTIONS sip:a@b SIP/2.0\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;
const texts = (framing: Framing, chunk: string | Uint8Array): string[] =>
  framing
    .push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
    .map((frame) => (frame.kind === 'message' ? Buffer.from(frame.bytes).toString('utf8') : frame.kind));

describe('framing (RFC 3261 §18.3)', () => {
  test('however the stream is cut, the same messages come out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        (bodies, size) => {
          const stream = Buffer.from(bodies.map(message).join(''));
          const framing = new Framing();
          const got: string[] = [];
          for (let at = 0; at < stream.length; at += size)
            got.push(...texts(framing, stream.subarray(at, at + size)));
          expect(got).toEqual(bodies.map(message));
        },
      ),
    );
  });

  test('keep-alives between messages (RFC 5626 §3.5.1)', () => {
    const framing = new Framing();
    expect(texts(framing, `\r\n\r\n${message('x')}\r\n`)).toEqual(['ping', message('x'), 'pong']);
  });

  test('the compact Content-Length counts, none is 0', () => {
    const framing = new Framing();
    expect(texts(framing, 'A b C\r\nl : 2\r\n\r\nhiA b C\r\nX: y\r\n\r\n')).toEqual([
      'A b C\r\nl : 2\r\n\r\nhi',
      'A b C\r\nX: y\r\n\r\n',
    ]);
  });

  test.each(['-1', '99999999', '1e3', '70000', '0x10', ''])(
    'Content-Length %j ends the connection',
    (length) => {
      expect(() => texts(new Framing(), `A b C\r\nContent-Length: ${length}\r\n\r\n`)).toThrow(FramingError);
    },
  );

  test('headers without an end do, too, and cost no more than their length', () => {
    const framing = new Framing();
    const started = performance.now();
    expect(() => {
      for (let sent = 0; sent < 70_000; sent += 10) texts(framing, 'aaaaaaaa\r\n');
    }).toThrow(FramingError);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
