import test from 'ava';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineOption } from '../../lib/config/option-table.js';
import { fileRule } from '../../lib/config/rules.js';
import { manPage } from '../../scripts/option-docs/man-page.js';
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

test('the page of a program with commands has each of them', (t) => {
  const text = manPage({
    line: {
      name: 'tlslp-set',
      description: 'Makes things.',
      footer: 'Examples:\n  $ tlslp-set make .\n\nMore.',
      commands: [
        {
          name: 'tlslp-set make',
          summary: 'make one',
          description: "'Make' one.",
          usage: '[options] <name>\n       tlslp-set make --from <file>',
          arguments: [{ name: 'name', help: '.Its name.', rule: fileRule }],
          options: {
            from: defineOption({
              flag: '--from',
              valueName: 'file',
              rule: fileRule,
              defaultValue: 'a\\b',
              group: 'Options:',
              help: 'From `here`.',
            }),
          },
          footer: '',
        },
      ],
    },
    exits: ['success', 'failure'],
    seeAlso: ['tlslp-server'],
  });
  const { error, stdout, stderr } = spawnSync('groff', ['-ww', '-man', '-Tascii', '-P-c', '-P-b', '-P-u'], {
    input: text,
    encoding: 'utf8',
  });
  for (const line of text.split('\n')) t.notRegex(line, /^'/);
  if (error !== undefined) return;
  t.is(stderr, '');
  const shown = stdout.replace(/\s+/g, ' ');
  for (const part of [
    'COMMANDS make tlslp-set make [options] <name> tlslp-set make --from <file>',
    "'Make' one.",
    'name .Its name. Must be',
    '--from file',
    'Default: a\\b.',
    '$ tlslp-set make .',
  ]) {
    t.true(shown.includes(part), `${part}\n${stdout}`);
  }
});

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
