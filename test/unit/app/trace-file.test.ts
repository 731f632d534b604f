import { expect, test } from 'vitest';
import { saveTrace, type TraceFileParts } from '../../../src-main/app/trace-file';

function parts(changes: Partial<TraceFileParts> = {}): TraceFileParts & { readonly written: string[] } {
  const written: string[] = [];
  return {
    written,
    find: () => ({ label: 'Office' }),
    trace: (_id, form) => Promise.resolve(Buffer.from(form)),
    ask: () => Promise.resolve('/home/a/trace.txt'),
    write: (path, content) => written.push(`${path} ${Buffer.from(content).toString()}`),
    ...changes,
  };
}

test('text or a capture, as the name says', async () => {
  const text = parts();
  expect(await saveTrace('L1', text)).toEqual({ ok: true, value: { saved: true } });
  const capture = parts({ ask: () => Promise.resolve('/home/a/trace.PCAP') });
  await saveTrace('L1', capture);
  expect([...text.written, ...capture.written]).toEqual([
    '/home/a/trace.txt text',
    '/home/a/trace.PCAP pcap',
  ]);
});

test.each([
  ['a line that is gone', { find: () => undefined }, { kind: 'unknown-line' }],
  ['no process to ask', { trace: () => Promise.resolve(null) }, { kind: 'unavailable' }],
  [
    'a full disk',
    {
      write: () => {
        throw new Error('ENOSPC: no space left on device');
      },
    },
    { kind: 'not-written', detail: 'ENOSPC: no space left on device' },
  ],
])('%s is said', async (_what, changes, error) => {
  expect(await saveTrace('L1', parts(changes))).toEqual({ ok: false, error });
});

test('nothing is asked or written when the person changes his mind', async () => {
  const never = parts({ ask: () => Promise.resolve(null), trace: () => Promise.reject(new Error('asked')) });
  expect(await saveTrace('L1', never)).toEqual({ ok: true, value: { saved: false } });
  expect(never.written).toEqual([]);
});

test.each([
  ['Office', 'Office SIP.txt'],
  ['../../etc/passwd', 'etc-passwd SIP.txt'],
  ['Büro 2', 'Büro 2 SIP.txt'],
  ['///', 'SIP SIP.txt'],
])('a line called %s is suggested as %s', async (label, wanted) => {
  const suggested: string[] = [];
  const ask = (name: string) => Promise.resolve(suggested.push(name) > 0 ? null : null);
  await saveTrace('L1', parts({ find: () => ({ label }), ask }));
  expect(suggested).toEqual([wanted]);
});
