/** What a key press in the window means; `null` leaves it to whatever has the focus. */
export type Shortcut =
  | { readonly kind: 'digit'; readonly digit: string }
  | { readonly kind: 'enter' | 'escape' | 'mute' | 'hold' | 'help' }
  | { readonly kind: 'tab'; readonly tab: 'recents' | 'settings' };

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

export interface KeyContext {
  readonly mac: boolean;
  /** The focus is where letters are typed. */
  readonly typing: boolean;
  /** The focus is on something Enter presses. */
  readonly onControl: boolean;
}

const tabs = { '1': 'recents', '2': 'settings', ',': 'settings' } as const;
const letters = { m: 'mute', h: 'hold', '?': 'help' } as const;

export function shortcutFor(press: KeyPress, context: KeyContext): Shortcut | null {
  const command = context.mac ? press.metaKey : press.ctrlKey;
  if (command && !press.altKey) {
    const tab = Object.hasOwn(tabs, press.key) ? tabs[press.key as keyof typeof tabs] : null;
    return tab === null ? null : { kind: 'tab', tab };
  }
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (press.key === 'Escape') return { kind: 'escape' };
  if (context.typing) return null;
  if (press.key === 'Enter') return context.onControl ? null : { kind: 'enter' };
  if (/^[0-9*#+]$/.test(press.key)) return { kind: 'digit', digit: press.key };
  const letter = press.key.toLowerCase();
  return Object.hasOwn(letters, letter) ? { kind: letters[letter as keyof typeof letters] } : null;
}
