import { NOTHING_TO_DISPOSE } from '../../base/disposable';
import type { MediaWindow } from '../../media/media-window';

const absent = (): Promise<never> => Promise.reject(new Error('the media window is not there yet'));

/** Stands in until the media window has connected: whoever needs it waits for its replacement. */
export const absentWindow: MediaWindow = {
  offerLeg: absent,
  answerLeg: absent,
  reanswerLeg: absent,
  attachLeg: absent,
  closeLeg: absent,
  stats: absent,
  offerCall: absent,
  acceptAnswer: absent,
  answerCall: absent,
  rollbackCall: absent,
  connectCall: absent,
  sendDtmf: absent,
  onLegFailed: () => NOTHING_TO_DISPOSE,
};
