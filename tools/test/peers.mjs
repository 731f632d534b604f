import { ROOT } from '../setup/paths.mjs';
import { isRoot, say, SetupError } from '../setup/command.mjs';
import { ensurePackages, missingPackages } from '../setup/packages.mjs';
import { runQuietly } from './quiet.mjs';

const PACKAGES = [
  'kamailio',
  'kamailio-outbound-modules',
  'kamailio-presence-modules',
  'kamailio-tls-modules',
  'kamailio-websocket-modules',
  'baresip',
  'dnsmasq-base',
  'sip-tester',
  'sipvicious',
  'sox',
  'espeak-ng',
  'openssl',
  'pulseaudio',
  'pulseaudio-utils',
  'xvfb',
  'xauth',
];

/** The Asterisk tree takes a minute: it is made while the first steps run. */
async function asterisk() {
  await ensurePackages(['debootstrap'], 'the Asterisk of the peer tests');
  const { code, output } = await runQuietly(process.execPath, [`${ROOT}/tools/asterisk-chroot.mjs`]);
  if (code !== 0) throw new SetupError(`Asterisk could not be prepared: ${output.trim()}`);
}

async function installAll() {
  await ensurePackages(PACKAGES, 'the peer tests');
  await asterisk();
}

/**
 * Fetches the other phones and exchanges in the background. What is missing after that is the tests' own business:
 * they skip loudly on a developer's machine and fail with `CI=true`.
 * @returns {Promise<void>} never rejects
 */
export async function preparePeers() {
  if (process.platform !== 'linux') return say('the peer tests need Linux and are left to it.');
  if (!isRoot && missingPackages(PACKAGES).length === 0) return undefined;
  return installAll().catch((error) => say(error.message));
}
