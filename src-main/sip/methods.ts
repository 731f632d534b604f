/** What we really answer: sip.js' own list promises SUBSCRIBE and REGISTER too. */
export const ALLOWED_METHODS: readonly string[] = [
  'INVITE',
  'ACK',
  'CANCEL',
  'BYE',
  'OPTIONS',
  'INFO',
  'NOTIFY',
  'REFER',
  'PRACK',
  'UPDATE',
  'MESSAGE',
];

export const ALLOW = `Allow: ${ALLOWED_METHODS.join(', ')}`;
