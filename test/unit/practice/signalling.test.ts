import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src-main/base/random';
import { closeAfterEach, practice, turn } from './set-up';
import { tagOf } from './test-phone';

closeAfterEach();

describe('requests outside a call', () => {
  test.each([
    ['OPTIONS', 'sip:607@practice.invalid', 200],
    ['OPTIONS', 'sip:practice.invalid', 200],
    ['OPTIONS', 'sip:999@practice.invalid', 404],
    ['REFER', 'sip:600@practice.invalid', 405],
    ['UPDATE', 'sip:600@practice.invalid', 405],
    ['SUBSCRIBE', 'sip:you@practice.invalid', 405],
    ['DANCE', 'sip:600@practice.invalid', 501],
    ['BYE', 'sip:600@practice.invalid', 481],
    ['CANCEL', 'sip:600@practice.invalid', 481],
    ['INVITE', 'sip:999@practice.invalid', 404],
    ['INVITE', 'sip:600@elsewhere.invalid', 404],
  ])('%s %s: %i', async (method, uri, status) => {
    const { phone } = await practice();
    phone.send(method, uri);
    const response = await phone.response(status, method);
    if (status === 405 || status === 501) expect(response.headers.get('allow')).toContain('INVITE');
  });

  test('inside an unknown call: 481; with an extension required: 420', async () => {
    const { phone } = await practice();
    phone.send('INFO', 'sip:600@practice.invalid', { toTag: 'gone' });
    await phone.response(481, 'INFO');
    phone.send('INVITE', 'sip:600@practice.invalid', { headers: ['Require: 100rel'] });
    expect((await phone.response(420, 'INVITE')).headers.get('unsupported')).toBe('100rel');
  });

  test('registers through the digest over the wire', async () => {
    const { phone } = await practice();
    expect((await phone.register()).headers.get('contact')).toBe(
      `<sip:you@127.0.0.1:${String(phone.port)}>;expires=300`,
    );
  });
});

describe('UDP loses and doubles', () => {
  test('a failure is repeated until its ACK (timer G), a doubled INVITE gets it again', async () => {
    const { phone, pass, exchange } = await practice();
    const call = phone.invite('603');
    const busy = await phone.response(486, 'INVITE');
    await pass(500);
    await phone.response(486, 'INVITE');
    await pass(1000);
    await phone.response(486, 'INVITE');
    phone.raw(call.bytes);
    await phone.response(486, 'INVITE');
    phone.send('ACK', 'sip:603@practice.invalid', { ...call, toTag: tagOf(busy.headers.get('to')) });
    await turn();
    await pass(40_000);
    expect(phone.messages.arrived.map(({ start }) => start)).toEqual(['SIP/2.0 100 Trying']);
    expect(exchange.alive).toEqual({ calls: 0, transactions: 0 });
  });

  test('a 200 is repeated until its ACK; a doubled INVITE makes no second call', async () => {
    const { phone, pass, exchange } = await practice();
    const call = phone.invite('602');
    const answer = await phone.response(200, 'INVITE');
    await pass(500);
    expect((await phone.response(200, 'INVITE')).headers.get('to')).toBe(answer.headers.get('to'));
    phone.raw(call.bytes);
    await pass(1000);
    await phone.response(200, 'INVITE');
    phone.acknowledge(call, answer);
    await turn();
    await pass(5000);
    expect(exchange.alive.calls).toBe(1);
    expect(phone.messages.arrived.filter(({ start }) => start.includes(' 200 '))).toEqual([]);
  });

  test('a 200 that is never acknowledged ends with BYE after 64·T1', async () => {
    const { phone, pass, exchange } = await practice();
    phone.invite('602');
    await phone.response(200, 'INVITE');
    await pass(32_000);
    await phone.request('BYE');
    expect(exchange.alive.calls).toBe(0);
    // Nobody answers: eleven BYEs in 32 s (timers E and F), then silence and nothing left.
    await pass(40_000);
    expect(phone.messages.arrived.filter(({ start }) => start.startsWith('BYE'))).toHaveLength(10);
    expect(exchange.alive.transactions).toBe(0);
  });

  test('a doubled BYE is answered twice and ends one call', async () => {
    const { phone, exchange } = await practice();
    const call = await phone.call('602');
    const bye = phone.within(call, 'BYE');
    await phone.response(200, 'BYE');
    phone.raw(bye);
    await phone.response(200, 'BYE');
    expect(exchange.alive.calls).toBe(0);
  });

  test('garbage changes nothing', async () => {
    const { phone, exchange, logged } = await practice();
    const call = await phone.call('602');
    const random = seededRandom(5);
    const model = phone.within(call, 'INFO');
    await phone.response(200, 'INFO');
    for (let round = 0; round < 400; round += 1) {
      const bytes = Buffer.from(model.replace(/z9hG4bK/, `z9hG4bK${String(round)}`));
      for (const [where = 0, what = 0] of [random.bytes(2), random.bytes(2)])
        bytes[(where * 3) % bytes.length] = what;
      phone.raw(round % 4 === 0 ? Buffer.from(random.bytes(round)) : bytes);
      phone.packet(random.bytes(1)[0] ?? 0, Buffer.from(random.bytes(round % 50)), round);
      if (round % 10 === 0) await turn();
    }
    phone.within(call, 'OPTIONS');
    await phone.response(200, 'OPTIONS');
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([]);
    expect(exchange.alive.calls).toBe(1);
  });
});

describe('inside a call', () => {
  test.each([
    ['sendonly', '127.0.0.1', 'recvonly'],
    ['inactive', '127.0.0.1', 'inactive'],
    ['sendrecv', '0.0.0.0', 'recvonly'],
  ])(
    'held with %s at %s: answered %s, silent, and resumed where it stood',
    async (direction, address, answered) => {
      const { phone, pass } = await practice();
      const call = await phone.call('602');
      await turn();
      await pass(100);
      const held = await phone.reinvite(call, { direction, address });
      expect(held.body).toContain(`a=${answered}\r\n`);
      await turn();
      const before = phone.sound.arrived.splice(0).at(-1);
      await pass(1000);
      expect(phone.sound.arrived).toEqual([]);
      const resumed = await phone.reinvite(call, {});
      expect(resumed.body).toContain('a=sendrecv\r\n');
      await turn();
      await pass(40);
      const after = await phone.sound.take('music again', () => true);
      expect(after.marker).toBe(true);
      expect(after.sequence - (before?.sequence ?? 0)).toBe(1);
      expect(after.timestamp - (before?.timestamp ?? 0)).toBe(8000 + 160);
    },
  );

  test('an offer that cannot be used is 488 and the call goes on', async () => {
    const { phone, exchange } = await practice();
    const call = await phone.call('602');
    phone.within(call, 'INVITE', ['Content-Type: application/sdp'], phone.sdp({ formats: '111' }));
    await phone.response(488, 'INVITE');
    expect(exchange.alive.calls).toBe(1);
    phone.within(call, 'UPDATE');
    await phone.response(405, 'UPDATE');
    call.cseq = 0;
    phone.within(call, 'INFO');
    await phone.response(500, 'INFO');
  });

  test('an INVITE with Opus only is 488, and with video too the video is refused', async () => {
    const { phone } = await practice();
    phone.invite('600', { formats: '111' });
    await phone.response(488, 'INVITE');
    const body = `${phone.sdp()}m=video 5000 RTP/AVP 96\r\n`;
    phone.send('INVITE', 'sip:600@practice.invalid', { headers: [phone.contact()], body });
    const answer = await phone.response(200, 'INVITE');
    expect(answer.body).toContain('m=video 0 RTP/AVP 96');
    expect(answer.body).toMatch(/m=audio \d+ RTP\/AVP 8 101\r\na=rtpmap:8 PCMA\/8000/);
  });

  test('a call without an offer gets one, and the ACK answers it', async () => {
    const { phone, pass } = await practice();
    const call = { number: '602', callId: 'late', branch: 'z9hG4bKlate', toTag: '', cseq: 1 };
    phone.send('INVITE', 'sip:602@practice.invalid', { ...call, headers: [phone.contact()] });
    const offer = await phone.response(200, 'INVITE');
    expect(offer.body).toMatch(/m=audio \d+ RTP\/AVP 8 0 101/);
    const toTag = tagOf(offer.headers.get('to'));
    phone.send('ACK', 'sip:602@127.0.0.1', {
      ...call,
      branch: 'z9hG4bKack',
      toTag,
      body: phone.sdp({ formats: '0' }),
    });
    await turn();
    await pass(60);
    expect((await phone.sound.take('music', () => true)).type).toBe(0);
  });

  test('reports go out every five seconds, and goodbye at the end', async () => {
    const { phone, pass } = await practice();
    const call = await phone.call('602');
    await turn();
    await pass(5000);
    const report = await phone.reports.take('a sender report', (bytes) => bytes.readUInt8(1) === 200);
    expect(report.readUInt32BE(20)).toBeGreaterThan(200);
    phone.within(call, 'BYE');
    await phone.reports.take('a goodbye', (bytes) => bytes.readUInt8(bytes.length - 7) === 203);
  });

  test('a far end that died is hung up on', async () => {
    const { phone, clock, exchange } = await practice();
    await phone.call('602');
    await turn();
    clock.advance(310_000);
    await phone.request('BYE');
    expect(exchange.alive.calls).toBe(0);
  });

  test('closing the exchange ends calls with BYE', async () => {
    const { phone, exchange } = await practice();
    await phone.call('602');
    await turn();
    exchange.dispose();
    await phone.request('BYE');
    expect(exchange.alive).toEqual({ calls: 0, transactions: 0 });
  });
});
