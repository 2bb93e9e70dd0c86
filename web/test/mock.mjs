// A node for the tests: the built page with the headers that the real one sends, and answers of test/world.mjs, which a
// test can exchange while the page is open. It also writes down everything that it was asked and every report.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as world from './world.mjs';

const dist = new URL('../dist/', import.meta.url);
const door = new URL('../door/', import.meta.url);

export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; report-uri /room/csp";
const headers = {
  'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff', 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'same-origin', 'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self)',
};

export async function startMock({ port = 0 } = {}) {
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', dist), 'utf8'));
  const files = new Map(manifest.files.map((one) => [one.path, { ...one, bytes: gzipSync(readFileSync(new URL(one.path, dist)), { level: 9 }) }]));
  const node = {
    language: 'en', state: 'full', count: undefined, signedIn: true, mark: 1, down: false, reports: [], asked: [], acts: [],
    twist: (answer) => answer, // what a test makes of an answer before it leaves
    change(state) {
      node.state = state;
      node.mark += 1;
      for (const wake of node.waiting.splice(0)) wake();
    },
    waiting: [],
    refuses: '/room/', // what a refusal is of: addresses that begin so
    door: 'sign-in.html',
    began: Date.now(), // where its clock stood at the start of the story
  };

  const send = (response, status, body, more = {}) => {
    const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    response.writeHead(status, { ...headers, Date: new Date(world.start + (Date.now() - node.began)).toUTCString(), ...more });
    response.end(bytes);
  };
  const json = (response, body, status = 200) => send(response, status, body, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });

  function answer(path, query) {
    const state = world.refusals[node.state] === undefined ? node.state : 'full';
    if (path === '/room/me') return world.me(node.language);
    if (path === '/room/home') return state === 'more' ? world.moreHome() : world.home(state);
    if (path === '/room/inbox') return world.inbox(state, { group: query.get('group') ?? '', open: query.get('open') === '1', from: Number(query.get('from') ?? 0), most: Number(query.get('most') ?? 200), ...(node.count === undefined ? {} : { count: node.count }) });
    if (path.startsWith('/room/inbox/')) return world.message(state, decodeURIComponent(path.slice('/room/inbox/'.length)));
    if (path === '/room/status') return world.status(state);
    if (path === '/room/sessions') return world.sessions(state);
    return undefined;
  }

  function changes(query, response) {
    const after = Number(query.get('after') ?? NaN);
    const tell = () => json(response, { mark: String(node.mark), changed: after !== node.mark && !Number.isNaN(after) });
    if (after !== node.mark) return tell();
    const timer = setTimeout(tell, 25_000);
    timer.unref();
    node.waiting.push(() => (clearTimeout(timer), tell()));
    response.on('close', () => clearTimeout(timer));
  }

  function act(path, body, request, response) {
    const right = path === '/sign-in' || (request.headers['parley-room'] === '1' && request.headers['content-type'] === 'application/json');
    if (!right || request.headers['sec-fetch-site'] !== 'same-origin') return json(response, { error: { code: 'cross_origin', message: 'not from this page' } }, 403);
    node.acts.push({ path, body });
    if (path === '/sign-in') return (node.signedIn = true), send(response, 303, '', { Location: new URLSearchParams(body).get('next') || '/' });
    if (path === '/room/sign-out') node.signedIn = false;
    if (path === '/room/language') node.language = JSON.parse(body).language;
    json(response, {});
  }

  const server = createServer((request, response) => {
    const { pathname: path, searchParams: query } = new URL(request.url, 'http://localhost');
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      node.asked.push(`${request.method} ${request.url}`);
      if (path === '/room/csp') return node.reports.push(body), send(response, 204, '');
      if (node.down) return request.socket.destroy();
      if (request.method === 'POST') return act(path, body, request, response);
      const file = files.get(path.slice(1));
      if (file !== undefined && path.startsWith('/assets/')) return send(response, 200, file.bytes, { 'Content-Type': file.type, 'Content-Encoding': 'gzip', 'Cache-Control': 'public, max-age=31536000, immutable' });
      if (path === '/sign-in' || path.startsWith('/link/')) {
        const named = (role) => '/' + manifest.files.find((one) => one.role === role).path;
        const page = readFileSync(new URL(node.door, door), 'utf8').replace('/assets/door.HASH.css', named('door')).replace('/assets/icon.HASH.svg', named('icon'));
        return send(response, 200, page, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
      }
      if (path === '/favicon.ico') return send(response, 404, '');
      if (path.startsWith('/room/')) {
        if (!node.signedIn) return json(response, { error: { code: 'signed_out', message: 'You are not signed in.' } }, 401);
        if (path === '/room/changes') return changes(query, response);
        const refusal = world.refusals[node.state];
        if (refusal !== undefined && path !== '/room/me' && path.startsWith(node.refuses)) return json(response, node.twist(refusal.body), refusal.status);
        const found = answer(path, query);
        if (found === undefined) return json(response, { error: { code: 'not_found', message: 'There is no such thing.' } }, 404);
        if (query.get('with') === 'me') found.me = world.me(node.language);
        return json(response, node.twist(found));
      }
      if (!node.signedIn) return send(response, 303, '', { Location: '/sign-in?next=' + encodeURIComponent(request.url) });
      send(response, 200, files.get('index.html').bytes, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Encoding': 'gzip', 'Cache-Control': 'no-store' });
    });
  });
  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  node.url = `http://localhost:${server.address().port}`;
  node.stop = () => (server.closeAllConnections(), new Promise((done) => server.close(done)));
  return node;
}

// Run by itself it serves until Ctrl-C, for who wants to look.
if (process.argv[1] === new URL(import.meta.url).pathname) {
  const node = await startMock({ port: Number(process.argv[2] ?? 7499) });
  console.log(node.url);
}
