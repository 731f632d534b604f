import {
  classes,
  Message,
  RTCDtlsFingerprint,
  RTCDtlsParameters,
  RTCDtlsTransport,
  RTCIceGatherer,
  RTCIceParameters,
  RTCIceTransport,
  RtpHeader,
  type Address,
  type Protocol,
  type SrtcpSession,
  type SrtpSession,
} from 'werift';
import type { Disposable } from '../../base/disposable';
import { messageOf, type Log } from '../../base/log';
import { MAX_RTCP_BYTES } from '../rtcp/packet';
import { MAX_RTP_BYTES, parseRtp, type RtpPacket } from '../rtp/packet';
import type { LoopbackTransport } from './answer';
import type { WindowOffer } from './window-offer';

const SRTP_AEAD_AES_128_GCM = 7;
const SRTP_AES128_CM_HMAC_SHA1_80 = 1;
const LOOPBACK = '127.0.0.1';
/** Tag and index that SRTP and SRTCP add at most. */
const SRTP_OVERHEAD_BYTES = 20;

export interface SecureReceiver {
  rtp(packet: RtpPacket): void;
  /** A decrypted compound packet, not yet validated. */
  rtcp(bytes: Buffer): void;
  closed(): void;
}

/**
 * ICE and DTLS-SRTP on the loopback interface. Only werift's transports are used: its peer connection brings senders
 * and receivers that wake up for RTCP of their own, and parsers that a 16-byte packet freezes. What arrives is
 * checked here before any of werift's code looks into it.
 */
export class SecureTransport implements Disposable {
  readonly #ice: RTCIceTransport;
  readonly #dtls: RTCDtlsTransport;
  readonly #receiver: SecureReceiver;
  readonly #log: Log;
  #srtp: SrtpSession | undefined;
  #srtcp: SrtcpSession | undefined;

  private constructor(ice: RTCIceTransport, dtls: RTCDtlsTransport, receiver: SecureReceiver, log: Log) {
    this.#ice = ice;
    this.#dtls = dtls;
    this.#receiver = receiver;
    this.#log = log;
    dtls.role = 'server';
    // Replaces the library's packet handlers, which would parse before checking.
    dtls.startSrtp = () => {
      this.#startSrtp();
    };
    dtls.onStateChange.subscribe((state) => {
      if (state === 'failed' || state === 'closed') receiver.closed();
    });
  }

  static async open(receiver: SecureReceiver, log: Log): Promise<SecureTransport> {
    const certificate = await RTCDtlsTransport.SetupCertificate();
    const gatherer = new RTCIceGatherer({
      iceLite: true,
      useIpv4: false,
      useIpv6: false,
      additionalHostAddresses: [LOOPBACK],
      interfaceAddresses: { udp4: LOOPBACK },
      filterStunResponse: (request, from, protocol) => {
        if (from[0] === LOOPBACK) return true;
        refuse(request, from, protocol, gatherer.connection.localPassword);
        return false;
      },
    });
    const ice = new RTCIceTransport(gatherer);
    const profiles = [SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_HMAC_SHA1_80] as const;
    const dtls = new RTCDtlsTransport({}, ice, certificate, [...profiles]);
    await ice.gather();
    return new SecureTransport(ice, dtls, receiver, log);
  }

  get local(): LoopbackTransport {
    const { usernameFragment, password } = this.#ice.localParameters;
    return {
      iceUfrag: usernameFragment,
      icePwd: password,
      fingerprints: this.#dtls.localParameters.fingerprints,
      candidates: this.#ice.localCandidates.map(({ priority, ip, port }) => ({
        priority,
        address: ip,
        port,
      })),
    };
  }

  /** Resolves when the window's browser has connected; rejects when ICE or DTLS fails. */
  async connect(offer: WindowOffer): Promise<void> {
    this.#ice.setRemoteParams(
      new RTCIceParameters({ iceLite: false, usernameFragment: offer.iceUfrag, password: offer.icePwd }),
    );
    const { algorithm, value } = offer.fingerprint;
    this.#dtls.setRemoteParams(new RTCDtlsParameters([new RTCDtlsFingerprint(algorithm, value)], 'client'));
    // The browser's checks tell where it is: its candidates (mDNS names) are not needed.
    await this.#ice.addRemoteCandidate(undefined);
    await this.#ice.start();
    await this.#dtls.start();
  }

  sendRtp(packet: RtpPacket): void {
    const { payloadType, sequence, timestamp, ssrc, marker } = packet;
    const header = new RtpHeader({
      payloadType,
      sequenceNumber: sequence,
      timestamp,
      ssrc,
      marker,
      version: 2,
    });
    if (this.#srtp) this.#send(this.#srtp.encrypt(packet.payload, header));
  }

  sendRtcp(bytes: Buffer): void {
    if (this.#srtcp) this.#send(this.#srtcp.encrypt(bytes));
  }

  dispose(): void {
    this.#srtp = undefined;
    this.#srtcp = undefined;
    this.#dtls.stop().catch((error: unknown) => {
      this.#log('debug', 'closing', { detail: messageOf(error) });
    });
  }

  #send(bytes: Buffer): void {
    this.#ice.connection.send(bytes).catch((error: unknown) => {
      this.#log('debug', 'not sent', { detail: messageOf(error) });
    });
  }

  #startSrtp(): void {
    this.#dtls.updateSrtpSession();
    this.#srtp = this.#dtls.srtp;
    this.#srtcp = this.#dtls.srtcp;
    this.#ice.connection.onData.subscribe((bytes) => {
      try {
        this.#received(bytes);
      } catch (error) {
        // Not authentic, or malformed: no business of ours.
        this.#log('debug', 'dropped', { detail: messageOf(error) });
      }
    });
  }

  #received(bytes: Buffer): void {
    const first = bytes[0] ?? 0;
    // RFC 7983: 128…191 is RTP or RTCP; RFC 5761 §4 tells them apart.
    if (first < 128 || first > 191 || bytes.length < 12) return;
    const second = bytes.readUInt8(1);
    if (second >= 192 && second <= 223) this.#receivedRtcp(bytes);
    else if (bytes.length <= MAX_RTP_BYTES + SRTP_OVERHEAD_BYTES) this.#receivedRtp(bytes);
  }

  #receivedRtp(bytes: Buffer): void {
    if (!this.#srtp || !hasSoundHeader(bytes)) return;
    const packet = parseRtp(this.#srtp.decrypt(bytes));
    if (packet) this.#receiver.rtp(packet);
  }

  #receivedRtcp(bytes: Buffer): void {
    if (this.#srtcp && bytes.length <= MAX_RTCP_BYTES + SRTP_OVERHEAD_BYTES)
      this.#receiver.rtcp(this.#srtcp.decrypt(bytes));
  }
}

/**
 * The browser also tries from its other interfaces, may prefer one, and keeps asking twenty times a second as long
 * as there are two ways. 403 makes it forget a way at once (RFC 8445 §7.2.5.2.4); silence would take 15 s.
 */
function refuse(request: Message, from: Address, protocol: Protocol, password: string): void {
  const response = new Message(request.messageMethod, classes.ERROR, request.transactionId);
  response.setAttribute('ERROR-CODE', [403, 'Forbidden']);
  response.addMessageIntegrity(Buffer.from(password, 'utf8'));
  response.addFingerprint();
  // A check that is not answered is only repeated.
  protocol.sendStun(response, from).catch(() => undefined);
}

/** The 16-byte trap: an extension length past the packet's end keeps werift's header parser busy for minutes. */
function hasSoundHeader(bytes: Buffer): boolean {
  // Padding is encrypted and cannot be judged yet: the copy is read as if there were none.
  const plain = Buffer.from(bytes);
  plain[0] = plain.readUInt8(0) & ~0x20;
  return parseRtp(plain.subarray(0, MAX_RTP_BYTES)) !== undefined;
}
