import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { asteriskTree } from './asterisk-tree';
import { kamailioModule } from './kamailio-config';

const WANTED = {
  asterisk: { program: 'asterisk', install: 'sudo -E node tools/asterisk-chroot.mjs' },
  baresip: { program: 'baresip', install: 'apt-get install baresip' },
  dnsmasq: { program: 'dnsmasq', install: 'apt-get install dnsmasq-base' },
  'espeak-ng': { program: 'espeak-ng', install: 'apt-get install espeak-ng' },
  kamailio: {
    program: 'kamailio',
    install: 'apt-get install kamailio kamailio-tls-modules kamailio-websocket-modules',
  },
  'kamailio-outbound': { program: 'kamailio', install: 'apt-get install kamailio-outbound-modules' },
  'kamailio-presence': { program: 'kamailio', install: 'apt-get install kamailio-presence-modules' },
  openssl: { program: 'openssl', install: 'apt-get install openssl' },
  pulseaudio: { program: 'pulseaudio', install: 'apt-get install pulseaudio pulseaudio-utils' },
  sipp: { program: 'sipp', install: 'apt-get install sip-tester' },
  sipvicious: { program: 'svmap', install: 'apt-get install sipvicious' },
} as const;

export type PeerName = keyof typeof WANTED;

/** The program's file as the shell would find it; Debian puts servers in sbin, which a user's PATH often lacks. */
export function whereIs(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isThere(peer: PeerName): boolean {
  if (peer === 'asterisk') return existsSync(join(asteriskTree(), 'usr/sbin/asterisk'));
  if (peer === 'kamailio-outbound') return existsSync(kamailioModule('outbound'));
  if (peer === 'kamailio-presence') return existsSync(kamailioModule('presence_mwi'));
  return whereIs(WANTED[peer].program) !== undefined;
}

/**
 * For `describe.skipIf(peerMissing('kamailio', 'baresip'))`: true, with a loud line, when one is not on this machine.
 * With `CI=true` it throws instead: there every peer must be present.
 */
export function peerMissing(...peers: readonly PeerName[]): boolean {
  const missing = peers.filter((peer) => !isThere(peer));
  if (missing.length === 0) return false;
  const how = missing.map((peer) => `${peer}: ${WANTED[peer].install}`).join('; ');
  if (process.env['CI'] === 'true') throw new Error(`missing peers (${how})`);
  console.warn(`\n⚠ SKIPPED, a peer is missing on this machine (${how})\n`);
  return true;
}
