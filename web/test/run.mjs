// The tests in a browser: node test/run.mjs [SUITE ...] [--only WORDS]. Without names all of them, one after the other, in
// one Chromium; a portion is one suite. Ends with 1 if one failed.
import { startMock } from './mock.mjs';
import { openBrowser, openPage } from './browser.mjs';

const suites = ['states', 'widths', 'keys', 'line', 'list', 'hostile', 'print', 'budget', 'node'];
const given = process.argv.slice(2);
const at = given.indexOf('--only');
const only = at === -1 ? '' : given[at + 1] ?? '';
const chosen = given.filter((one, i) => at === -1 || (i !== at && i !== at + 1));
const unknown = chosen.filter((one) => !suites.includes(one));
if (unknown.length > 0) {
  console.error(`test: no suite is called ${unknown.join(', ')}; there are ${suites.join(', ')}`);
  process.exit(2);
}

let passed = 0;
const failed = [];
const { browser, close } = await openBrowser();
for (const suite of chosen.length > 0 ? chosen : suites) {
  const { tests } = await import(`./${suite}.mjs`);
  const began = Date.now();
  const before = passed;
  for await (const { name, run, options = {} } of tests()) {
    if (only !== '' && !name.includes(only)) continue;
    const node = await startMock();
    const opened = await openPage(browser, options);
    try {
      await run({ node, browser, page: opened.page, said: opened.said });
      passed += 1;
      process.stdout.write('.');
    } catch (problem) {
      failed.push(name);
      console.error(`FAILED ${suite}: ${name}\n  ${String(problem.message ?? problem).split('\n').slice(0, 12).join('\n  ')}`);
    } finally {
      await opened.close();
      await node.stop();
    }
  }
  console.log(`\n${suite}: ${passed - before} passed, ${((Date.now() - began) / 1000).toFixed(0)} s`);
}
await close();
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length > 0 ? 1 : 0);
