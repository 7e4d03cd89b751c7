import test from 'ava';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/programs.js';

const MAN = join(ROOT, 'man');
const pages = readdirSync(MAN);

test('the package installs every man page, and a page for every program', (t) => {
  const { man, bin, files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    man: string[];
    bin: Record<string, string>;
    files: string[];
  };
  t.deepEqual(man.toSorted(), pages.map((page) => `man/${page}`).sort());
  for (const program of Object.keys(bin)) t.true(pages.includes(`${program}.1`), program);
  t.true(files.includes('man') && files.includes('schema'));
});

/** Runs a formatter over a page, and returns what it complains about. */
function complaints(command: string, args: readonly string[], page: string): string | null {
  const { error, stdout, stderr } = spawnSync(command, [...args, join(MAN, page)], { encoding: 'utf8' });
  return error === undefined ? `${command === 'mandoc' ? stdout : ''}${stderr}` : null;
}

for (const page of pages) {
  test(`groff and mandoc, where they are there, find nothing wrong with ${page}`, (t) => {
    const groff = complaints('groff', ['-ww', '-man', '-Tutf8', '-z'], page);
    if (groff !== null) t.is(groff, '');
    const mandoc = complaints('mandoc', ['-Tlint', '-Wwarning'], page);
    // The version is what tells a page's age: it has no date.
    const others = mandoc?.split('\n').filter((line) => line !== '' && !line.includes('missing date'));
    if (others !== undefined) t.deepEqual(others, []);
    t.pass();
  });

  test(`${page} has no line that roff would take for a request`, (t) => {
    for (const line of readFileSync(join(MAN, page), 'utf8').split('\n')) {
      if (/^[.']/.test(line)) t.regex(line, /^\.(\\"|TH|SH|SS|TP|PP|BR?|br|nf|fi)( |$)/, line);
    }
    t.pass();
  });
}
