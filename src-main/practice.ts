import './app/runtime';
import * as v from 'valibot';
import { messageOf } from './base/log';
import { openPracticeExchange, type PracticeExchange } from './practice/exchange';

/** What the parent says. */
const Order = v.variant('kind', [
  v.object({
    kind: v.literal('start'),
    language: v.picklist(['de', 'en']),
    promptsDir: v.string(),
    port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
  }),
  v.object({ kind: v.literal('stop') }),
]);

/** What it hears. After `stopped` the process ends. */
type Report =
  { readonly kind: 'ready'; readonly port: number } | { readonly kind: 'stopped'; readonly why: string };

/** Electron's `process.parentPort` in a utility process, as far as it is used here. */
interface ParentPort {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const REPORT_MS = 100;

let exchange: Promise<PracticeExchange> | undefined;

/** Opens the exchange in a process of its own: a utility process of Electron, or a plain child of Node. */
function main(): void {
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
  if (parentPort) {
    const say = (report: Report): void => {
      parentPort.postMessage(report);
    };
    parentPort.on('message', ({ data }) => {
      void obey(data, say);
    });
  } else {
    const say = (report: Report): void => {
      process.send?.(report);
    };
    process.on('message', (data) => {
      void obey(data, say);
    });
    // A parent that died wants no exchange any more.
    process.on('disconnect', () => {
      void stop('the parent is gone', say);
    });
  }
}

async function obey(data: unknown, say: (report: Report) => void): Promise<void> {
  const order = v.safeParse(Order, data);
  if (!order.success || (order.output.kind === 'start' && exchange)) return;
  if (order.output.kind === 'stop') {
    await stop('asked to', say);
    return;
  }
  const { language, promptsDir, port = 0 } = order.output;
  exchange = openPracticeExchange({ language, promptsDir, port });
  try {
    say({ kind: 'ready', port: (await exchange).port });
  } catch (error) {
    await stop(messageOf(error), say);
  }
}

/** Says goodbye to everyone, then to the parent, then ends. */
async function stop(why: string, say: (report: Report) => void): Promise<void> {
  (await exchange?.catch(() => undefined))?.dispose();
  say({ kind: 'stopped', why });
  // The last datagrams are out, but the report still has to cross over.
  setTimeout(() => process.exit(), REPORT_MS);
}

main();
