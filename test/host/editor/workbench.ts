import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';

const ACTION_WITHIN_MS = 20_000;
const RESTORED_WITHIN_MS = 60_000;

/** VS Code's window in a browser page. */
export interface Workbench {
  readonly page: Page;
  /** Addresses beyond this machine that the page or a webview asked for; none of the requests was let out. */
  readonly refused: readonly string[];
  /** Addresses for other programs (`zotero://…`, `mailto:…`) that VS Code handed to the system, in order. */
  readonly handedOver: readonly string[];
}

/** What is not the same for every window. */
export interface WorkbenchOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Pixels per CSS pixel, for pictures. */
  readonly scale?: number;
  /**
   * Gives each webview an origin, and so a process, of its own, as desktop VS Code does. Without it a webview's work
   * holds up the workbench.
   */
  readonly webviewsApart?: boolean;
  /** Scripts to run in every frame before any of its own. */
  readonly initScripts?: readonly string[];
}

/**
 * Opens the workbench in a new browser context and waits until VS Code says that it is restored.
 *
 * @throws Error when it is not restored within a minute.
 */
export async function openWorkbench(
  browser: Browser,
  address: string,
  options: WorkbenchOptions = {},
): Promise<Workbench> {
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1400, height: 900 },
    deviceScaleFactor: options.scale ?? 1,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(ACTION_WITHIN_MS);
  const refused = await refuseOtherMachines(context);
  if (options.webviewsApart) await putWebviewsApart(context, address);
  // Functions compiled by esbuild may call __name, its own helper.
  await context.addInitScript({ content: 'globalThis.__name = value => value;' });
  for (const content of options.initScripts ?? []) await context.addInitScript({ content });
  const page = await context.newPage();
  const handedOver = await watchHandedOver(page);
  await page.goto(address, { timeout: RESTORED_WITHIN_MS });
  await restored(page);
  return { page, refused, handedOver };
}

/** Waits until VS Code has put its window together, after opening or reloading it. */
export async function restored(page: Page): Promise<void> {
  await page.locator('.monaco-workbench').waitFor({ timeout: RESTORED_WITHIN_MS });
  await page.waitForFunction('globalThis.driver !== undefined', undefined, { timeout: RESTORED_WITHIN_MS });
  await page.evaluate('globalThis.driver.whenWorkbenchRestored()');
}

async function refuseOtherMachines(context: BrowserContext): Promise<readonly string[]> {
  const refused: string[] = [];
  const elsewhere = (url: URL) =>
    /^https?:$/.test(url.protocol) && !/^(127\.0\.0\.1|(.*\.)?localhost)$/.test(url.hostname);
  await context.route(elsewhere, route => {
    refused.push(route.request().url());
    return route.abort();
  });
  return refused;
}

/** In a browser VS Code opens another program by sending its page to the program's address, which the browser refuses. */
async function watchHandedOver(page: Page): Promise<readonly string[]> {
  const handedOver: string[] = [];
  const session = await page.context().newCDPSession(page);
  await session.send('Page.enable');
  session.on('Page.frameRequestedNavigation', ({ url }) => {
    if (!/^(https?|about|data|blob):/.test(url)) handedOver.push(url);
  });
  return handedOver;
}

/**
 * Without a `webviewEndpoint` the workbench takes the address of webviews from its product configuration, where
 * {{uuid}} makes one origin each; every name below localhost is this machine.
 */
async function putWebviewsApart(context: BrowserContext, address: string): Promise<void> {
  const { port } = new URL(address);
  await context.route(
    url => url.port === port && url.pathname === '/',
    async route => {
      const response = await route.fetch();
      let folder = '';
      const page = (await response.text())
        .replace(
          /(webviewEndpoint&quot;:&quot;)([^&]*)(&quot;)/,
          (_, before: string, endpoint: string, after: string) => {
            folder = endpoint.replace(/^https?:\/\/[^/]+/, '').replace(/^\/?/, '/');
            return before + after;
          },
        )
        .replace(/productConfiguration&quot;:\{/, found => {
          const template = `http://{{uuid}}.localhost:${port}${folder}/`;
          return `${found}&quot;webviewContentExternalBaseUrlTemplate&quot;:&quot;${template}&quot;,`;
        });
      const headers = { ...response.headers() };
      delete headers['content-length'];
      delete headers['content-encoding'];
      const policy = headers['content-security-policy'];
      if (policy)
        headers['content-security-policy'] = policy.replace('frame-src ', `frame-src http://*.localhost:${port} `);
      await route.fulfill({ status: response.status(), headers, body: page });
    },
  );
}

/**
 * Runs a command as a user does, by its title in the command palette. Waits until the palette has closed, or given way
 * to what the command itself asks.
 */
export async function runFromPalette(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget:visible input.input').fill(`>${title}`);
  const rows = page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
  const whole = new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
  const row = rows.filter({ has: page.locator('.label-name', { hasText: whole }) });
  await row.first().click();
  await until('the palette has closed', async () => {
    const input = page.locator('.quick-input-widget:visible input.input').first();
    return (await input.count()) === 0 || !(await input.inputValue().catch(() => '')).startsWith('>');
  });
}

/**
 * The document inside a webview. `viewType` tells which when several are open.
 *
 * @example await webview(page, 'paperNotes.preview').locator('h1').textContent()
 */
export function webview(page: Page, extensionId?: string): FrameLocator {
  const which = extensionId === undefined ? '' : `[src*="extensionId=${extensionId}"]`;
  return page
    .locator(`iframe.webview.ready${which}`)
    .first()
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame();
}

/** Waits until what a locator shows has not changed for `quietMs` (at most 10 s), for lists that fill while one looks. */
export async function settled(locator: Locator, quietMs = 150): Promise<void> {
  let shown: string | undefined;
  let since = Date.now();
  for (const end = Date.now() + 10_000; Date.now() < end; await pause(25)) {
    const now = await locator.evaluateAll(found => found.map(each => each.className + each.innerHTML).join());
    if (now !== shown) {
      shown = now;
      since = Date.now();
    } else if (Date.now() - since >= quietMs) return;
  }
}

/**
 * Asks again and again until `check` gives a true value, and returns it.
 *
 * @throws Error with the last value seen, after `withinMs` (20 s).
 * @example await until('the note is saved', () => fs.readFileSync(file, 'utf8').includes('typed'))
 */
export async function until<T>(
  what: string,
  check: () => T | PromiseLike<T>,
  withinMs = ACTION_WITHIN_MS,
): Promise<Truthy<T>> {
  for (const end = Date.now() + withinMs; ; await pause(40)) {
    const value = await check();
    if (value) return value as Truthy<T>;
    if (Date.now() > end) throw new Error(`Waited ${withinMs / 1000} s in vain until ${what}; last: ${String(value)}`);
  }
}

type Truthy<T> = Exclude<T, undefined | null | false | 0 | ''>;

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
