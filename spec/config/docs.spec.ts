import { readFileSync } from 'node:fs';
import test from 'ava';
import { CLIENT_FLAGS } from '../../lib/config/flags/client-flags.js';
import { buildClientParser } from '../../lib/programs/client/options.js';
import type { Flag } from '../../lib/config/flags/parser.js';
import { SERVER_FLAGS } from '../../lib/config/flags/server-flags.js';
import { buildServerParser } from '../../lib/programs/server/options.js';
import { CLIENT_RULES } from '../../lib/config/client-config.js';
import { fileRule, type OptionRule } from '../../lib/config/rules.js';
import { SERVER_RULES } from '../../lib/config/server-config.js';

const DOCS = readFileSync('docs/options.md', 'utf8');

interface Row {
  readonly flags: string;
  readonly text: string;
  readonly fallback: string;
  readonly rule: string;
}

function rowsUnder(heading: string): Row[] {
  const [, section = ''] = DOCS.split(`## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  const rows = table.matchAll(/^\| `(--[^`]+)` *\| (.*?) *\| (.*?) *\| (.*?) *\|$/gm);
  return Array.from(rows, ([, flags = '', text = '', fallback = '', rule = '']) => ({
    flags,
    text,
    fallback,
    rule,
  }));
}

function rowOf(flag: Flag, rules: Readonly<Record<string, OptionRule<unknown>>>): Row {
  const rule = flag.name === undefined ? fileRule : rules[flag.name];
  return {
    flags: flag.flags,
    text: flag.text,
    fallback: flag.defaultText ?? 'off',
    rule: flag.flags.includes('<') ? (rule?.description ?? '') : 'takes no value',
  };
}

test('docs/options.md lists the options of tlslp-server, no more and no less', (t) => {
  const shown = SERVER_FLAGS.filter(({ hidden }) => hidden !== true);
  t.deepEqual(
    rowsUnder('tlslp-server'),
    shown.map((flag) => rowOf(flag, { ...SERVER_RULES })),
  );
});

test('docs/options.md lists the options of tlslp-client, no more and no less', (t) => {
  t.deepEqual(
    rowsUnder('tlslp-client'),
    CLIENT_FLAGS.map((flag) => rowOf(flag, { ...CLIENT_RULES })),
  );
});

test('the parsers have the flags of the tables', (t) => {
  const flagsOf = (command: ReturnType<typeof buildServerParser>) =>
    command.options.map(({ flags }) => flags);
  const listed = (flags: readonly Flag[]) => [...flags.map((flag) => flag.flags), '-V, --version'];
  t.deepEqual(flagsOf(buildServerParser()), listed(SERVER_FLAGS));
  t.deepEqual(flagsOf(buildClientParser()), listed(CLIENT_FLAGS));
});
