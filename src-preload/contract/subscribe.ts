/** A window says on this channel which snapshot it wants; main sends the present one, then each change. */
export const SUBSCRIBE = 'snapshots/subscribe';
