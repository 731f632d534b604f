import { writeSync } from 'node:fs';
import { silentLog } from '../../../src-main/base/log';
import { openStore } from '../../../src-main/store/store';
import { END, START } from './samples';

// A process that writes calls until it is killed. It says `begun 7` and `ended 7` after the store acknowledged.
const { history, problem } = openStore(process.argv[2] ?? '', { nowMs: Date.now(), log: silentLog });
if (problem) throw new Error(problem.detail);
for (;;) {
  const begun = history.begin(START);
  if (!begun.ok) throw new Error(begun.error.detail);
  writeSync(1, `begun ${begun.value}\n`);
  const ended = history.end(begun.value, END);
  if (!ended.ok) throw new Error(ended.error.detail);
  writeSync(1, `ended ${begun.value}\n`);
}
