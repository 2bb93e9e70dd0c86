// Against a real node: PARLEY_BINARY names the program. A party with a person is made in an empty folder, served, and
// signed in to by the one-time link; then every place is opened with the same judgement as everywhere.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessible, equal, expect, fits, settled, silent } from './judge.mjs';
import { openPage } from './browser.mjs';

const program = process.env.PARLEY_BINARY ?? '';

function hasRoom() {
  try {
    execFileSync(program, ['room', '--help'], { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

async function serve(folder) {
  const env = { ...process.env, PARLEY_DIR: join(folder, 'node') };
  const run = (...given) => execFileSync(program, given, { encoding: 'utf8', timeout: 60_000, env, stdio: ['ignore', 'pipe', 'pipe'] });
  run('init', env.PARLEY_DIR, '--party', 'Ruritania', '--port', '0', '--json');
  const child = spawn(program, ['serve', '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  const address = await new Promise((done, fail) => {
    child.stdout.on('data', (part) => {
      out += part;
      const found = /"room":\s*"([^"]+)"/.exec(out);
      if (found !== null) done(found[1]);
    });
    child.on('exit', (code) => fail(new Error(`parley serve ended with ${code}: ${out}`)));
    setTimeout(() => fail(new Error(`parley serve did not say where the room is: ${out}`)), 30_000).unref();
  });
  return { run, address, stop: () => new Promise((done) => (child.removeAllListeners('exit'), child.on('exit', done), child.kill('SIGTERM'))) };
}

export function* tests() {
  if (program === '' || !hasRoom()) {
    console.log('  skipped: no PARLEY_BINARY with a room');
    return;
  }
  yield {
    name: 'a one-time link, every place, and signing out',
    async run({ browser }) {
      const folder = mkdtempSync(join(tmpdir(), 'parley-node-'));
      const node = await serve(folder);
      const { page, said, close } = await openPage(browser, { fixed: false });
      try {
        const reports = [];
        page.on('request', (request) => {
          if (request.url().endsWith('/room/csp')) reports.push(request.postData() ?? '');
          if (!request.url().startsWith(node.address.replace(/\/$/, ''))) reports.push(request.url());
        });
        const judged = { reports };
        const link = /https?:\/\/\S+\/link\/[\w-]+/.exec(node.run('room', 'link'))?.[0];
        expect(link !== undefined, 'parley room link printed none');
        // Opening it twice uses nothing up; pressing the button does.
        await page.goto(link);
        await page.goto(link);
        await fits(page);
        silent(judged, said);
        await accessible(page);
        await page.click('form[action^="/link/"] button');
        await settled(page);
        for (const path of ['/', '/inbox', '/health', '/you']) {
          await page.goto(new URL(path, node.address).href);
          await settled(page);
          expect((await page.locator('.refused').count()) === 0, `${path}: ${await page.textContent('main')}`);
          await fits(page);
          silent(judged, said);
          await accessible(page);
        }
        // What changed is heard of without a reload.
        await page.click('button[lang="de"]');
        await page.waitForFunction(() => document.documentElement.lang === 'de');
        await page.click('.me .btn');
        await page.waitForURL(/\/sign-in/);
        await accessible(page);
        const used = await page.goto(link);
        expect(used.status() >= 400, 'the link works a second time');
        await page.goto(new URL('/inbox?open=1', node.address).href);
        equal(new URL(page.url()).pathname, '/sign-in', 'where somebody without a session comes to');
        silent(judged, said);
      } finally {
        await close();
        await node.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
