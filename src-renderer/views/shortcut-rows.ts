import type { Text } from '../text/text';

/** What the help overlay lists. */
export function shortcutRows(t: Text, mac: boolean): { keys: string[]; does: string }[] {
  const { keys, ...words } = t.shortcuts;
  const command = mac ? '⌘' : keys.ctrl;
  return [
    { keys: ['0–9', '*', '#'], does: words.digits },
    { keys: [keys.enter], does: words.enter },
    { keys: [keys.escape], does: words.escape },
    { keys: ['M'], does: words.mute },
    { keys: ['H'], does: words.hold },
    { keys: [`${command} 1`], does: words.recents },
    { keys: [`${command} 2`, `${command} ,`], does: words.settings },
    { keys: ['?'], does: words.help },
  ];
}
