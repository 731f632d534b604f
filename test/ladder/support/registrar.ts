import { Alice } from './alice';
import { FarEnd } from './far-end';

/** A registrar that answers nothing by itself, and a line just set. */
export async function registrar(
  play: (alice: Alice, bob: FarEnd) => Promise<void>,
  expiresS = 600,
  addresses: () => readonly string[] = () => [],
): Promise<void> {
  const bob = await FarEnd.open();
  bob.answersRegister = false;
  const alice = new Alice({ port: bob.port, line: { expiresS }, addresses });
  alice.watchesRegistration = true;
  try {
    await play(alice, bob);
  } finally {
    bob.answersRegister = true;
    await alice.signalling.close();
    bob.close();
  }
}
