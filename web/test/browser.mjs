// A browser of its own for each run: Debian's Chromium, with an empty folder and nothing that asks the network.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { start } from './world.mjs';

const program = process.env.PARLEY_CHROMIUM ?? '/usr/bin/chromium';
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function openBrowser() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-room-'));
  const server = await chromium.launch({ executablePath: program, headless: true, chromiumSandbox: false, args: [...flags, `--disk-cache-dir=${join(folder, 'cache')}`] });
  return {
    browser: server,
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// A page that writes down what no page of ours may do.
export async function openPage(browser, { width = 1280, height = 900, scheme = 'light', fixed = true, zone = 'Europe/Berlin', locale = 'en-GB', ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, timezoneId: zone, locale, reducedMotion: 'reduce', ...more });
  const page = await context.newPage();
  if (fixed) await page.clock.install({ time: start });
  const said = [];
  page.on('console', (message) => {
    // What the network refused is said by the browser itself, and the page shows it; only that is expected.
    if (!/^Failed to load resource: (the server responded with a status of (401|403|404|503)|net::ERR_(EMPTY_RESPONSE|CONNECTION))/.test(message.text())) said.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => said.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => (said.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on('popup', () => said.push('popup'));
  return { page, said, close: () => context.close() };
}
