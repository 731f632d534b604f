import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { terminal } from '../../../src-main/app/terminal';

test('a line is written with its end', () => {
  const written: string[] = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    written.push(chunk.toString());
    done();
  };
  terminal(new Writable({ write }))('hello');
  expect(written).toEqual(['hello\n']);
});

test('a terminal that went away is no error', async () => {
  const write = (_chunk: Buffer, _encoding: string, done: (error: Error) => void): void => {
    done(new Error('EPIPE'));
  };
  const stream = new Writable({ write });
  const closed = new Promise((resolve) => stream.on('close', resolve));
  const say = terminal(stream);
  say('is anybody there?');
  await closed;
  say('still?');
});
