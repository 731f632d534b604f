import type { SettingsView } from '../../src-preload/contract/settings';

const dark = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');

/** Sets the page's theme; `system` follows the desk until the returned function ends it. */
export function applyTheme(theme: SettingsView['theme']): () => void {
  const query = dark();
  const apply = (): void => {
    const chosen = theme === 'system' ? (query.matches ? 'dark' : 'light') : theme;
    document.documentElement.dataset['theme'] = chosen;
  };
  apply();
  query.addEventListener('change', apply);
  return () => {
    query.removeEventListener('change', apply);
  };
}
