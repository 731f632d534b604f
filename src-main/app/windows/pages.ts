import { app } from 'electron';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Page = 'phone' | 'ring' | 'media';

/** Where the bundles are: this file is bundled into `main.cjs`, beside which everything else lies. */
export const appDirectory = __dirname;

export const assetsDirectory = join(appDirectory, '..', '..', 'assets');

/** Outside the archive in a package: a person's shell has to read the rule. */
export const udevDirectory = join(app.isPackaged ? process.resourcesPath : assetsDirectory, 'udev');

/** The development server's address; never honoured in a packaged app. */
function developmentUrl(): string | undefined {
  return app.isPackaged ? undefined : process.env['OFFHOOK_DEV_URL'];
}

export function pageUrl(page: Page): string {
  const base = developmentUrl();
  return base
    ? new URL(`${page}/index.html`, base.endsWith('/') ? base : `${base}/`).href
    : pathToFileURL(join(appDirectory, page, 'index.html')).href;
}

export function preloadPath(bundle: 'preload-phone' | 'preload-media'): string {
  return join(appDirectory, `${bundle}.cjs`);
}

/** Whether `url` is the page itself, whatever its query or fragment. */
export function isPage(url: string, page: Page): boolean {
  return url.split(/[?#]/, 1)[0] === pageUrl(page);
}
