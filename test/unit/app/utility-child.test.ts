import { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';
import { forkUtility } from '../../../src-main/app/line/utility-child';

class FakeUtility extends EventEmitter {
  pid: number | undefined;
  readonly postMessage = vi.fn();
  /** As Electron's: before there is a process it does nothing. */
  readonly kill = vi.fn(() => false);

  spawn(pid: number): void {
    this.pid = pid;
    this.emit('spawn');
  }
}

const forked = vi.hoisted((): { child: unknown } => ({ child: null }));
vi.mock('electron', () => ({ utilityProcess: { fork: () => forked.child } }));

let utility: FakeUtility;
const kill = vi.fn();

beforeEach(() => {
  utility = new FakeUtility();
  forked.child = utility;
  kill.mockReset();
  vi.spyOn(process, 'kill').mockImplementation((pid, signal) => {
    kill(pid, signal);
    return true;
  });
});

test('one that is given up before it exists does not stay', () => {
  const child = forkUtility('line.cjs', 'line');
  child.kill();
  utility.spawn(4711);
  expect(kill).toHaveBeenCalledExactlyOnceWith(4711, 'SIGKILL');
});

test('one that has ended is not killed: its number may be another process’s by then', () => {
  const child = forkUtility('line.cjs', 'line');
  utility.spawn(4711);
  utility.emit('exit', 0);
  child.kill();
  expect(kill).not.toHaveBeenCalled();
});

test('what is said before it exists is said when it does', () => {
  const child = forkUtility('line.cjs', 'line');
  child.post('hello');
  expect(utility.postMessage).not.toHaveBeenCalled();
  utility.spawn(4711);
  expect(utility.postMessage).toHaveBeenCalledExactlyOnceWith('hello', undefined);
});
