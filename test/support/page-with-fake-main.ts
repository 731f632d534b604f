import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { fakeBridge, type FakeMain } from './fake-bridge';
import { NOW_MS } from './window-states';

const ROOT = join(__dirname, '..', '..');
const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

export interface PageLook {
  readonly page: 'phone' | 'ring';
  readonly language: 'de' | 'en';
  readonly theme: 'light' | 'dark';
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The product's engine with an empty window; pages are built ones from `out/app`, loaded from their files. */
export async function openBareWindow(): Promise<ElectronApplication> {
  // The tool waits at its top level, which only a dynamic import can load here.
  const { ensureElectron } = await import('../../tools/electron.mjs');
  const { path } = await ensureElectron();
  const bare = join(__dirname, 'bare-window');
  return _electron.launch({
    executablePath: path,
    args: ['--no-sandbox', '--force-device-scale-factor=1', bare],
  });
}

/** Shows a page as it is when main says `main`, at a moment that stands still. */
export async function showPage(electron: ElectronApplication, main: FakeMain, look: PageLook): Promise<Page> {
  const opened = electron.waitForEvent('window');
  await electron.evaluate(async ({ BrowserWindow }, { widthPx, heightPx }) => {
    const window = new BrowserWindow({ width: widthPx, height: heightPx, useContentSize: true });
    await window.loadURL('about:blank');
  }, look);
  const page = await opened;
  const app = { ...(main.snapshots['settings/app'] as object), language: look.language };
  const snapshots = { ...main.snapshots, 'settings/app': app };
  await page.setViewportSize({ width: look.widthPx, height: look.heightPx });
  await page.emulateMedia({ colorScheme: look.theme, reducedMotion: 'reduce' });
  await page.addInitScript(`
    Date.now = () => ${NOW_MS};
    window.blocked = [];
    document.addEventListener('securitypolicyviolation', (e) => window.blocked.push(e.violatedDirective + ' ' + e.sample));
    window.offhook = (${fakeBridge.toString()})(${JSON.stringify({ ...main, snapshots })});
  `);
  await page.goto(pathToFileURL(join(ROOT, 'out', 'app', look.page, 'index.html')).href);
  await page.locator('main').first().waitFor();
  return page;
}

/** What the page's own policy kept from working. */
export function blockedIn(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { blocked: string[] }).blocked);
}

/** axe-core's complaints, one line each. */
export async function axeViolations(page: Page): Promise<string[]> {
  // A page's policy allows no foreign script, the debugger's way in does.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  await session.detach();
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(): Promise<{
          violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
        }>;
      };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
    );
  });
}
