import type { QuirkRule } from './quirk-file';

const ALL_PRODUCTS = { first: 0, last: 0xffff };

/** What is known of models; the only place that knows makers. */
export const KNOWN_QUIRKS: readonly QuirkRule[] = [
  // GN Audio (Jabra) and Yealink repeat the Telephony page on FF30.
  { vendorId: 0x0b0e, products: ALL_PRODUCTS, quirks: { mirrorPages: [0xff30] } },
  { vendorId: 0x6993, products: ALL_PRODUCTS, quirks: { mirrorPages: [0xff30] } },
  // Sennheiser and EPOS repeat it on FF13.
  { vendorId: 0x1395, products: ALL_PRODUCTS, quirks: { mirrorPages: [0xff13] } },
];
