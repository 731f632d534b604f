import { webcrypto } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';

// Each entry imports this first.

// Node 18 keeps Web Crypto in a module; newer ones have it globally, as the web does.
Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true });

// V8 would let its nursery grow to 48 MB with every busy hour and never give it back; ours lives on 4 MB of objects.
setFlagsFromString('--semi-space-growth-factor=1');
