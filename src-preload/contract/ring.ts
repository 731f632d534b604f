import * as v from 'valibot';
import { CallView } from './calls';
import { snapshot } from './command';

/** The ringing card, a small window of its own that takes no focus. Answer and Decline go by `calls`. */
export const ring = {
  changed: snapshot(
    'ring/changed',
    v.object({ calls: v.array(CallView), lineLabels: v.record(v.string(), v.string()) }),
  ),
};
