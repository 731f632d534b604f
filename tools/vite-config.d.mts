import type { InlineConfig } from 'vite';

export interface Bundle {
  readonly name: string;
  readonly kind: 'node' | 'preload' | 'window';
  readonly entry: string;
  /** A file, or a window's folder. */
  readonly output: string;
}

export function viteConfig(bundle: Bundle, options: { readonly sourceMaps: boolean }): InlineConfig;
