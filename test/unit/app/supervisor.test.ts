import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import type { ToLine } from '../../../src-main/app/line/protocol';
import { LineSupervisor } from '../../../src-main/app/line/supervisor';
import { FakeChild } from './fake-child';

/** Answers `ping` as long as it is well. */
class LineFake extends FakeChild<ToLine> {
  answersPings = true;

  override post(message: ToLine): void {
    super.post(message);
    if (message.kind === 'ping' && this.answersPings) this.message.fire({ kind: 'beat', nextMs: 1000 });
  }
}

function supervised(): {
  clock: VirtualClock;
  children: LineFake[];
  supervisor: LineSupervisor;
  last: () => LineFake;
} {
  const clock = new VirtualClock();
  const children: LineFake[] = [];
  const supervisor = new LineSupervisor({
    clock,
    log: silentLog,
    spawn: () => {
      const child = new LineFake();
      children.push(child);
      return child;
    },
  });
  supervisor.start();
  const last = (): LineFake => {
    const child = children.at(-1);
    if (!child) throw new Error('nothing was started');
    return child;
  };
  return { clock, children, supervisor, last };
}

describe('the line process is kept alive', () => {
  test('commands reach it only once it is ready', () => {
    const { supervisor, last } = supervised();
    supervisor.send({ kind: 'call/answer', callId: 'early' });
    last().message.fire({ kind: 'ready' });
    supervisor.send({ kind: 'call/answer', callId: 'c1' });
    expect(last().posted).toEqual([{ kind: 'command', command: { kind: 'call/answer', callId: 'c1' } }]);
    supervisor.dispose();
  });

  test('it is asked for a trace, and one that dies leaves nobody waiting', async () => {
    const { supervisor, last } = supervised();
    expect(await supervisor.trace('L1', 'text')).toBeNull();
    last().message.fire({ kind: 'ready' });
    const traces = [
      supervisor.trace('L1', 'text'),
      supervisor.trace('L2', 'pcap'),
      supervisor.trace('L1', 'pcap'),
    ];
    const asked = last().posted.flatMap((post) => (post.kind === 'trace' ? [post] : []));
    expect(asked.map(({ lineId, form }) => `${lineId} ${form}`)).toEqual(['L1 text', 'L2 pcap', 'L1 pcap']);
    last().message.fire({
      kind: 'trace',
      asked: asked[0]?.asked,
      content: Buffer.from('|--').toString('base64'),
    });
    last().message.fire({ kind: 'trace', asked: asked[1]?.asked, content: null });
    last().exit.fire();
    const [text, unknown, lost] = await Promise.all(traces);
    expect([Buffer.from(text ?? []).toString(), unknown, lost]).toEqual(['|--', null, null]);
    supervisor.dispose();
  });

  test('a process that dies is replaced at once, and whoever listens hears of it', () => {
    const { clock, children, supervisor, last } = supervised();
    const heard: string[] = [];
    supervisor.onGone(() => heard.push('gone'));
    supervisor.onReady(() => heard.push('ready'));
    last().message.fire({ kind: 'ready' });
    clock.advance(60_000);
    last().exit.fire();
    expect(supervisor.state).toBe('restarting');
    clock.advance(0);
    expect(children).toHaveLength(2);
    last().message.fire({ kind: 'ready' });
    expect(heard).toEqual(['ready', 'gone', 'ready']);
    expect(supervisor.state).toBe('running');
    supervisor.dispose();
  });

  test('one that dies at every start is tried ever more slowly, but never given up', () => {
    const { clock, children, supervisor, last } = supervised();
    for (let crash = 0; crash < 6; crash += 1) {
      last().exit.fire();
      clock.advance(5000);
    }
    expect(children).toHaveLength(7);
    last().exit.fire();
    clock.advance(4999);
    expect(children).toHaveLength(7);
    clock.advance(1);
    expect(children).toHaveLength(8);
    supervisor.dispose();
  });

  test('one that hangs before it is ready is replaced too', () => {
    const { clock, children, supervisor, last } = supervised();
    const hung = last();
    clock.advance(10_000);
    expect(hung.killed).toBe(true);
    clock.advance(250);
    expect(children).toHaveLength(2);
    last().message.fire({ kind: 'ready' });
    expect(supervisor.state).toBe('running');
    supervisor.dispose();
  });

  test('starting it again starts no second one, not even while it is being replaced', () => {
    const { clock, children, supervisor, last } = supervised();
    supervisor.start();
    expect(children).toHaveLength(1);
    last().exit.fire();
    supervisor.start();
    clock.advance(5000);
    expect(children).toHaveLength(2);
    supervisor.dispose();
  });

  test('one that hangs is asked after 1.5 s of silence, then killed and replaced', () => {
    const { clock, children, supervisor, last } = supervised();
    last().message.fire({ kind: 'ready' });
    for (let second = 0; second < 10; second += 1) {
      clock.advance(1000);
      last().message.fire({ kind: 'beat', nextMs: 1000 });
    }
    const hung = last();
    expect(hung.posted).toEqual([]);
    hung.answersPings = false;
    clock.advance(1500);
    expect(hung.posted).toEqual([{ kind: 'ping' }]);
    clock.advance(499);
    expect(hung.killed).toBe(false);
    clock.advance(1);
    expect(hung.killed).toBe(true);
    clock.advance(0);
    expect(children).toHaveLength(2);
    supervisor.dispose();
  });

  test('a beat may promise an earlier one than the one before', () => {
    const { clock, supervisor, last } = supervised();
    last().message.fire({ kind: 'ready' });
    last().message.fire({ kind: 'beat', nextMs: 5000 });
    clock.advance(100);
    last().message.fire({ kind: 'beat', nextMs: 1000 });
    last().answersPings = false;
    clock.advance(1500);
    expect(last().posted).toEqual([{ kind: 'ping' }]);
    clock.advance(500);
    expect(last().killed).toBe(true);
    supervisor.dispose();
  });

  test('one that beats seldom is asked when something is wanted of it, and must answer soon', () => {
    const { clock, supervisor, last } = supervised();
    last().message.fire({ kind: 'ready' });
    last().message.fire({ kind: 'beat', nextMs: 5000 });
    const pings = (): number => last().posted.filter(({ kind }) => kind === 'ping').length;
    const want = (): void => {
      supervisor.send({ kind: 'line/warm', lineId: 'L1' });
    };
    clock.advance(900);
    want();
    expect(pings()).toBe(0);
    clock.advance(2000);
    want();
    want();
    expect(pings()).toBe(1);
    last().answersPings = false;
    last().message.fire({ kind: 'beat', nextMs: 5000 });
    clock.advance(3000);
    want();
    clock.advance(900);
    want();
    expect(pings()).toBe(2);
    clock.advance(100);
    expect(pings()).toBe(3);
    expect(last().killed).toBe(false);
    clock.advance(500);
    expect(last().killed).toBe(true);
    supervisor.dispose();
  });

  test('a stall of main itself kills nobody: the process is asked, and answers', () => {
    const { clock, children, supervisor, last } = supervised();
    last().message.fire({ kind: 'ready' });
    last().message.fire({ kind: 'beat', nextMs: 1000 });
    // Main's own timers stood still for ten seconds, as behind a native dialog; the beats wait unread.
    clock.stall(10_000);
    clock.advance(700);
    expect(last().posted).toEqual([{ kind: 'ping' }]);
    expect(last().killed).toBe(false);
    expect(children).toHaveLength(1);
    supervisor.dispose();
  });

  test('malformed messages are dropped, not believed', () => {
    const { supervisor, last } = supervised();
    const events: unknown[] = [];
    supervisor.onEvent((event) => events.push(event));
    last().message.fire({ kind: 'ready' });
    last().message.fire({ kind: 'event', event: { kind: 'call/ended', callId: 7 } });
    last().message.fire('nonsense');
    last().message.fire({ kind: 'event', event: { kind: 'call/dtmf', callId: 'c', digit: '5' } });
    expect(events).toEqual([{ kind: 'call/dtmf', callId: 'c', digit: '5' }]);
    supervisor.dispose();
  });

  test('closing lets it unregister, but not for ever, and nothing is restarted', async () => {
    const { clock, children, supervisor, last } = supervised();
    last().message.fire({ kind: 'ready' });
    const closed = supervisor.close(2000);
    expect(last().posted.at(-1)).toEqual({ kind: 'close' });
    clock.advance(2000);
    await closed;
    expect(last().killed).toBe(true);
    clock.advance(60_000);
    expect(children).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});
