import type { PracticeNumber } from './room';

/** 603: is busy. */
export const busy: PracticeNumber = (call) => {
  call.reject(486);
};
