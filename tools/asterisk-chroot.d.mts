/** Where the Debian tree with Asterisk lives, whether or not it has been made. */
export function asteriskChrootDir(): string;

/** Makes the tree unless it exists; needs root and debootstrap. Appears whole or not at all. */
export function makeAsteriskChroot(dir?: string): Promise<string>;
