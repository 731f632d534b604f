import { join } from 'node:path';
import { afterEach } from 'vitest';
import { seededRandom } from '../../../src-main/base/random';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { openPracticeExchange, type PracticeExchange } from '../../../src-main/practice/exchange';
import { TestPhone } from './test-phone';

export const PROMPTS_DIR = join(__dirname, '../../../assets/prompts');

export interface Practice {
  readonly clock: VirtualClock;
  readonly exchange: PracticeExchange;
  readonly phone: TestPhone;
  readonly logged: string[];
  /** Time passes in steps of 20 ms, with the sockets' turn after each. */
  readonly pass: (ms: number) => Promise<void>;
}

const opened: { dispose(): void }[] = [];

/** Closes what `practice` opened, after each test of the file. */
export function closeAfterEach(): void {
  afterEach(() => {
    for (const each of opened.splice(0)) each.dispose();
  });
}

/** An exchange whose clock stands still, and a phone that knows where it is. */
export async function practice(): Promise<Practice> {
  const clock = new VirtualClock();
  const logged: string[] = [];
  const exchange = await openPracticeExchange({
    promptsDir: PROMPTS_DIR,
    language: 'en',
    clock,
    random: seededRandom(7),
    log: (level, what) => logged.push(`${level} ${what}`),
  });
  const phone = await TestPhone.open(exchange.port);
  opened.push(exchange, { dispose: () => phone.close() });
  const pass = async (ms: number): Promise<void> => {
    for (let passedMs = 0; passedMs < ms; passedMs += 20) {
      clock.advance(20);
      await turn();
    }
  };
  return { clock, exchange, phone, logged, pass };
}

/** The sockets have their turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
