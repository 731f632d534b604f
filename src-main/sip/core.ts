import {
  IncomingRequestMessage,
  type IncomingResponseMessage,
  LoggerFactory,
  Parser,
  URI,
  UserAgentCore,
  type Contact,
  type OutgoingRequestMessage,
  type Transport,
  type UserAgentCoreDelegate,
} from 'sip.js/lib/core/index.js';
import { AllowedMethods } from 'sip.js/lib/core/user-agent-core/allowed-methods.js';
import type { Line } from '../phone/account/line';
import type { Asked } from './digest/challenge';
import { Credentials, offerChallenges, type CredentialsOptions } from './digest/credentials';
import { header, headers, type SipMessage } from './message/message';
import { bracketed, type Flow } from './transport/flow';
import { displayNameForWire } from './call/party';
import { receiveInDialog } from './call/dialog-request';
import { ALLOWED_METHODS } from './methods';
import { UNDERSTOOD_OPTIONS } from './option-tags';
import type { Binding } from './register/binding';

export const USER_AGENT = 'Offhook';

export interface CoreOptions {
  readonly line: Line;
  readonly transport: Transport;
  /** Where we are reached at this moment. */
  readonly flow: () => Flow | null;
  /** What the registrar gave. */
  readonly binding: () => Binding;
  readonly digest: CredentialsOptions;
  readonly delegate: UserAgentCoreDelegate;
}

/** sip.js' transaction and dialog layers for one line, without its browser-minded session layer. */
export function createCore(options: CoreOptions): UserAgentCore {
  const { line, digest } = options;
  AllowedMethods.splice(0, AllowedMethods.length, ...ALLOWED_METHODS);
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const contact = contactOf(options);
  return new UserAgentCore(
    {
      aor: addressOfRecord(line),
      contact,
      displayName: displayNameForWire(line.displayName),
      loggerFactory,
      hackViaTcp: false,
      // Of requests outside a dialog (RFC 3608 §6.1); those inside have their own.
      get routeSet() {
        return [...options.binding().serviceRoute];
      },
      sipjsId: '',
      supportedOptionTags: [...UNDERSTOOD_OPTIONS],
      supportedOptionTagsResponse: [...UNDERSTOOD_OPTIONS],
      userAgentHeaderFieldValue: USER_AGENT,
      viaForceRport: true,
      get viaHost() {
        return hostPort(contact.uri);
      },
      authenticationFactory: () => new Credentials(loggerFactory, digest),
      transportAccessor: () => options.transport,
    },
    options.delegate,
  );
}

export function addressOfRecord(line: Pick<Line, 'user' | 'domain'>): URI {
  return new URI('sip', line.user, bracketed(line.domain));
}

/**
 * The Contact of this very moment. Its URI is the flow's local address, which changes when the network does; in
 * dialogs the registrar's name for us stands instead (RFC 5627 §4.4), or `ob` (RFC 5626 §4.3), where it gave them.
 */
function contactOf({ line, flow, binding }: CoreOptions): Contact {
  return {
    pubGruu: undefined,
    tempGruu: undefined,
    get uri() {
      return reachedAt(line, flow());
    },
    toString() {
      const { pubGruu, outbound } = binding();
      return `<${pubGruu ?? `${this.uri.toString()}${outbound ? ';ob' : ''}`}>`;
    },
  };
}

/** Our address over a flow, as the Contact of a binding names it. */
export function reachedAt(line: Pick<Line, 'user' | 'transport'>, flow: Flow | null): URI {
  const local = flow?.local ?? { address: 'unknown.invalid', port: 0 };
  const transport = line.transport === 'wss' ? 'ws' : line.transport;
  return new URI('sip', line.user, bracketed(local.address), local.port || undefined, { transport });
}

/** The same as Via says it. */
export function hostPort({ host, port }: URI): string {
  return port === undefined ? host : `${host}:${String(port)}`;
}

/** An OPTIONS to the line's own server over one of our flows: whatever it says, it is there. */
export function sendProbe(core: UserAgentCore, line: Line, flow: Flow | null): void {
  const server = new URI('sip', '', bracketed(line.domain));
  const self = addressOfRecord(line);
  const options = { routeSet: [], viaHost: hostPort(reachedAt(line, flow)) };
  core.request(core.makeOutgoingRequestMessage('OPTIONS', server, self, server, options));
}

/**
 * A challenged request goes out again with the next CSeq. sip.js tells only re-INVITEs' dialogs so; any other
 * dialog would give the number away a second time, and the far end refuse the next request (RFC 3261 §12.2.2).
 */
export function noteRepetition(core: UserAgentCore, request: OutgoingRequestMessage): void {
  const { callId, fromTag, toTag, method } = request;
  if (method === 'INVITE' || toTag === undefined) return;
  core.dialogs.get(`${callId}${fromTag}${toTag}`)?.incrementLocalSequenceNumber();
}

/** Who looks at messages besides sip.js. */
export interface Bystanders {
  /** What it takes, sip.js does not see. */
  readonly claims: (message: IncomingRequestMessage) => boolean;
  /** After sip.js has dealt with it. */
  readonly onDelivered: (message: IncomingRequestMessage | IncomingResponseMessage) => void;
}

/**
 * Hands a repaired message to sip.js, and beside it what its sender asks. False when
 * sip.js cannot read it; throws what it throws when it can.
 */
export function deliver(
  core: UserAgentCore,
  text: string,
  original: SipMessage,
  asked: readonly Asked[],
  { claims, onDelivered }: Bystanders,
): boolean {
  const message = parse(core, text);
  if (!message) return false;
  if (!(message instanceof IncomingRequestMessage)) {
    offerChallenges(message, asked);
    core.receiveIncomingResponseFromTransport(message);
    onDelivered(message);
    return true;
  }
  // Responses echo From and To byte for byte (RFC 3261 §8.2.6.2): sip.js reads the repaired, writes the original.
  for (const name of ['From', 'To']) {
    const field = message.headers[name]?.[0];
    const raw = header(original, name.toLowerCase());
    if (field && raw !== undefined) field.raw = raw;
  }
  // sip.js keeps the last of several; whether there are several matters (RFC 3515 §2.1).
  const referTo = headers(original, 'refer-to');
  if (referTo.length > 0) message.headers['Refer-To'] = referTo.map((raw) => ({ raw }));
  // Subscriptions have dialogs of their own, which sip.js does not know.
  if (message.method === 'NOTIFY' && message.toTag !== '' && claims(message)) return true;
  if (!receiveInDialog(core, message)) core.receiveIncomingRequestFromTransport(message);
  onDelivered(message);
  return true;
}

/** sip.js says nothing to a header its grammar does not know, and throws at others. */
function parse(core: UserAgentCore, text: string): ReturnType<typeof Parser.parseMessage> {
  try {
    return Parser.parseMessage(text, core.loggerFactory.getLogger('sip.parser'));
  } catch {
    return undefined;
  }
}
