import { announcement } from './announcement';
import { busy } from './busy';
import { callBack } from './call-back';
import { digits } from './digits';
import { hello } from './hello';
import { musicOnHold } from './music-on-hold';
import { noAnswer } from './no-answer';
import { person } from './person';
import type { PracticeNumber } from './room';
import { voicemail } from './voicemail';

/** Every number of the exchange; any other is answered with 404. */
export const directory: ReadonlyMap<string, PracticeNumber> = new Map([
  ['600', hello],
  ['601', callBack],
  ['602', musicOnHold],
  ['603', busy],
  ['604', noAnswer],
  ['605', digits],
  ['606', voicemail],
  ['607', person('alex', 220)],
  ['608', person('kim', 330)],
  ['609', announcement],
]);
