import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import { engines, makeScanner } from '../../lib/work/engine.js';

const ENGINE = new URL('../../lib/work/engine.js', import.meta.url).href;

test('node:crypto is always there, and the last choice', (t) => {
  t.is(engines().at(-1), 'crypto');
  t.true(engines().includes('simd'), 'every machine that this is tested on has SIMD');
});

test('the fastest engine is chosen', (t) => {
  t.is(makeScanner('a', 20).batch, 1024);
  t.is(makeScanner('a', 20, 'crypto').batch, 64);
});

test('without WebAssembly node:crypto does the work', async (t) => {
  const program = `const { engines, makeScanner } = await import(${JSON.stringify(ENGINE)});
    console.log(engines().join(), makeScanner('a', 0).scan(0).length);`;
  const args = ['--jitless', '--input-type=module', '-e', program];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  t.is(stdout, 'crypto 64\n');
});
