import { enCertificate } from './en-certificate';
import type { Reasons } from './reasons';

export const enReasons: Reasons = {
  endReasons: {
    'hung-up': (why, who) => ({ what: why.by === 'us' ? 'You hung up.' : `${who} hung up.`, todo: '' }),
    cancelled: () => ({ what: 'You hung up before they answered.', todo: '' }),
    missed: (_why, who) => ({ what: `You missed a call from ${who}.`, todo: 'Call back when it suits you.' }),
    'answered-elsewhere': () => ({ what: 'Taken on another of your telephones.', todo: '' }),
    declined: (why, who) =>
      why.by === 'us'
        ? { what: 'You declined the call.', todo: '' }
        : { what: `${who} declined the call.`, todo: 'Try again later.' },
    busy: (_why, who) => ({ what: `${who} is busy.`, todo: 'Try again in a few minutes.' }),
    'no-answer': (_why, who) => ({ what: `${who} did not answer.`, todo: 'Try again later.' }),
    'not-found': (_why, who) => ({
      what: `${who} does not exist at this exchange.`,
      todo: 'Check the number for a missing or extra digit.',
    }),
    unreachable: (_why, who) => ({
      what: `${who} cannot be reached at the moment.`,
      todo: 'Their telephone may be off. Try again later.',
    }),
    'no-common-codec': () => ({
      what: 'The two telephones share no way to send sound.',
      todo: 'Turn on more codecs in the settings of this line.',
    }),
    'not-encrypted': (_why, who) => ({
      what: `No encrypted sound could be agreed with ${who}, and this line demands it.`,
      todo: 'Ask your administrator to turn SRTP on there, or allow calls without it in the settings of this line.',
    }),
    'encryption-demanded': (_why, who) => ({
      what: `${who} demands encrypted sound in a way this line does not allow.`,
      todo: 'In the settings of this line choose TLS and encryption of the sound.',
    }),
    'not-registered': () => ({
      what: 'This line is not registered.',
      todo: 'Look at the line’s state at the top, then call again.',
    }),
    'wrong-password': () => ({
      what: 'The exchange refused the password of this line.',
      todo: 'Enter it again in the settings of this line.',
    }),
    timeout: () => ({
      what: 'The exchange did not answer.',
      todo: 'Check the network connection, then call again.',
    }),
    'connection-lost': () => ({
      what: 'The connection to the exchange was lost.',
      todo: 'Check the network connection, then call again.',
    }),
    'line-not-encrypted': () => ({
      what: 'This address (sips:) may only be called encrypted, and this line is not.',
      todo: 'Choose TLS in the settings of the line, or dial the address with sip:.',
    }),
    'line-restarted': () => ({
      what: 'Offhook’s telephone part had to start again and lost the call.',
      todo: 'Call again in a few seconds.',
    }),
    rejected: (_why, who) => ({
      what: `The exchange refused the call to ${who}.`,
      todo: 'Check the number; ask your administrator if it goes on.',
    }),
    internal: () => ({
      what: 'Something went wrong inside Offhook.',
      todo: 'Call again; please report it with the details.',
    }),
  },
  registrationFailures: {
    'name-not-found': (why) => ({
      what: `${why.host} was not found on the network.`,
      todo: 'Check the spelling of the server, and the network connection.',
    }),
    refused: (why) => ({
      what: `${why.host} refuses the connection.`,
      todo: 'Check the transport and the port in the line’s settings.',
    }),
    timeout: (why) => ({
      what: `${why.host} does not answer.`,
      todo: 'Check the server’s name, the transport and the network connection.',
    }),
    'connection-lost': (why) => ({
      what: `The connection to ${why.host} was lost.`,
      todo: 'Check the network connection.',
    }),
    certificate: (why) => enCertificate[why.problem](why),
    'wrong-password': (_why, domain) => ({
      what: `Password refused by ${domain}.`,
      todo: 'Check the telephone device’s password there and enter it again.',
    }),
    'weaker-login': (_why, domain) => ({
      what: `${domain} suddenly asks for a weaker login than before.`,
      todo: 'Someone may be listening in between. If your administrator made this change, start Offhook again.',
    }),
    'unknown-user': (_why, domain) => ({
      what: `${domain} does not know this user.`,
      todo: 'Check the user name or extension.',
    }),
    rejected: (_why, domain) => ({
      what: `${domain} refused this line.`,
      todo: 'Ask your administrator or provider; the details say what it answered.',
    }),
    internal: () => ({
      what: 'Something went wrong inside Offhook.',
      todo: 'Try again; please report it with the details.',
    }),
  },
  failures: {
    'no-line': { what: 'There is no line to call with.', todo: 'Add one in the settings.' },
    'not-registered': { what: 'The line is not registered.', todo: 'Look at its state at the top.' },
    'not-dialable': {
      what: 'That cannot be dialled.',
      todo: 'Type a number, or an address like anna@example.com.',
    },
    'too-many-calls': { what: 'There are too many calls at once.', todo: 'Hang up one of them first.' },
    'unknown-call': { what: 'That call is already over.', todo: '' },
    'unknown-line': { what: 'That line no longer exists.', todo: '' },
    'unknown-headset': { what: 'That headset is no longer there.', todo: 'Plug it in again.' },
    'headset-busy': { what: 'The headset is in a call.', todo: 'Try it when the call is over.' },
    storage: { what: 'It could not be saved.', todo: 'Check that the disk has free space, then try again.' },
    'not-written': {
      what: 'The file could not be written.',
      todo: 'Choose another folder, or check that the disk has free space.',
    },
    unavailable: { what: 'That is not possible at the moment.', todo: 'Try again in a few seconds.' },
    busy: { what: 'Another test is still running.', todo: 'Wait a few seconds, then try again.' },
    invalid: { what: 'Something in the form does not look right.', todo: 'Check the marked fields.' },
    'in-call': { what: 'This line is in a call.', todo: 'Hang up first.' },
    broken: {
      what: 'Something went wrong inside Offhook.',
      todo: 'Try again; please report it if it goes on.',
    },
  },
};
