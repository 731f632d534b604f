import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { ClientRetransmission } from '../../../src-main/sip/retransmission/client';
import { ServerRetransmission } from '../../../src-main/sip/retransmission/server';
import { RFC_TIMERS } from '../../../src-main/sip/retransmission/timers';

/** Moments of each repetition, milliseconds. */
function client(
  method: string,
  meanwhile: (layer: ClientRetransmission, clock: VirtualClock) => void = () => undefined,
) {
  const clock = new VirtualClock();
  const layer = new ClientRetransmission(clock, RFC_TIMERS);
  const sentAtMs: number[] = [];
  layer.sent('k', method, () => sentAtMs.push(clock.monotonicMs()));
  meanwhile(layer, clock);
  clock.advance(120_000);
  return { clock, layer, sentAtMs };
}

function server(method: string, status: number) {
  const clock = new VirtualClock();
  const layer = new ServerRetransmission(clock, RFC_TIMERS);
  const sentAtMs: number[] = [];
  layer.replied('k', method, status, () => sentAtMs.push(clock.monotonicMs()));
  return { clock, layer, sentAtMs };
}

describe('requests we sent', () => {
  test('INVITE: timer A doubles until timer B (RFC 3261 §17.1.1.2)', () => {
    const { sentAtMs, clock } = client('INVITE');
    expect(sentAtMs).toEqual([500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    expect(clock.pending).toBe(0);
  });

  test('others: timer E doubles up to T2 until timer F (§17.1.2.2)', () => {
    const { sentAtMs } = client('REGISTER');
    expect(sentAtMs).toEqual([500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
  });

  test('a provisional response silences INVITE and slows others down to T2', () => {
    const invite = client('INVITE', (layer, clock) => {
      clock.advance(600);
      expect(layer.answered('k', 100)).toBe(false);
    });
    expect(invite.sentAtMs).toEqual([500]);
    const bye = client('BYE', (layer, clock) => {
      clock.advance(600);
      layer.answered('k', 100);
    });
    expect(bye.sentAtMs.slice(0, 3)).toEqual([500, 1_500, 5_500]);
  });

  test('a final answer ends it; the same answer again is swallowed (timer K)', () => {
    const { layer, sentAtMs, clock } = client('BYE', (early, at) => {
      expect(early.answered('k', 401)).toBe(false);
      expect(early.answered('k', 401)).toBe(true);
      at.advance(RFC_TIMERS.t4Ms);
      expect(early.answered('k', 401)).toBe(false);
    });
    expect([sentAtMs, layer.size, clock.pending]).toEqual([[], 0, 0]);
  });

  test('a refusal that comes again gets its ACK again (timer D)', () => {
    const { layer, clock } = client('INVITE', (early) => early.answered('k', 486));
    let acks = 0;
    layer.acknowledged('k', () => acks++);
    expect([layer.answered('k', 486), layer.answered('k', 486), acks]).toEqual([true, true, 2]);
    clock.advance(32_000);
    expect([layer.answered('k', 486), layer.size]).toEqual([false, 0]);
  });

  test('an answer to nothing leaves no trace', () => {
    const { layer } = client('BYE', (early) => early.answered('other', 200));
    expect(layer.size).toBe(0);
  });
});

describe('answers we sent', () => {
  test('a request that comes again is answered again and goes no further (timer J)', () => {
    const { clock, layer, sentAtMs } = server('BYE', 200);
    clock.advance(10);
    expect([layer.received('k', 'BYE'), sentAtMs]).toEqual([true, [10]]);
    clock.advance(32_000);
    expect([layer.received('k', 'BYE'), layer.size, clock.pending]).toEqual([false, 0, 0]);
  });

  test('a refused INVITE is answered again and again until timer H (timer G)', () => {
    const { clock, sentAtMs, layer } = server('INVITE', 486);
    clock.advance(60_000);
    expect(sentAtMs).toEqual([500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect([layer.size, clock.pending]).toEqual([0, 0]);
  });

  test('its ACK stops that; stragglers are swallowed silently (timer I)', () => {
    const { clock, sentAtMs, layer } = server('INVITE', 486);
    clock.advance(600);
    expect(layer.received('k', 'ACK')).toBe(false);
    clock.advance(1_000);
    expect([layer.received('k', 'INVITE'), sentAtMs]).toEqual([true, [500]]);
    clock.advance(RFC_TIMERS.t4Ms);
    expect([layer.size, clock.pending]).toEqual([0, 0]);
  });

  test.each([
    ['INVITE', 200],
    ['INVITE', 180],
    ['BYE', 100],
  ])('%s %i is left to sip.js', (method, status) => {
    const { layer } = server(method, status);
    expect([layer.size, layer.received('k', method)]).toEqual([0, false]);
  });
});
