import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { CLIENTS } from '../docs/clients/build.js';
import { Program, ROOT } from '../support/programs.js';
import { COVERED } from '../support/uncovered-children.js';

// The whole kit, on real programs: with CONFORMANCE=all every check, else a few of each section that cost little time.
const WHOLE = process.env['CONFORMANCE'] === 'all';
const SOME = [
  'session.plain,session.twice,work.odd_bits,values.checksum',
  'lines.cr_*,order.work_first,order.done_for_work,n_bits.65',
  'wire.byte_segments,fail.for_*,ends.cut_done,tls.unknown_ca,tls.wrong_name',
].join(',');
const TARGET = ['{host}', '{port}', '{ca}', '{cert}', '{key}'];

const directory = mkdtempSync(join(tmpdir(), 'tlslp-conformance-'));
test.after.always(() => {
  rmSync(directory, { recursive: true, force: true });
});

interface Report {
  readonly passed: boolean;
  readonly conforms: boolean;
  readonly checks: readonly { readonly id: string; readonly verdict: string; readonly came?: string }[];
}

const conforms = test.macro<[build: () => readonly string[] | Promise<readonly string[]>]>(
  async (t, build) => {
    t.timeout(30 * 60_000);
    const chosen = WHOLE ? [] : ['--only', SOME];
    const check = [join(ROOT, 'bin/tlslp-check'), 'client', '--json', ...chosen, '--', ...(await build())];
    const program = new Program(t, process.execPath, check, { env: COVERED });
    const { code } = await program.ended;
    const { passed, conforms, checks } = JSON.parse(program.stdout) as Report;
    const others = checks.filter(({ verdict }) => !['pass', 'info', 'skipped'].includes(verdict));
    t.deepEqual([code, passed, conforms, others], [0, true, WHOLE, []]);
    t.true(checks.length > (WHOLE ? 250 : 15), String(checks.length));
  },
);

test.serial('our own client', conforms, () => [
  join(ROOT, 'bin/tlslp-client'),
  ...['--host', '{host}', '--ports', '{port}', '--threads', '1'],
  ...['--ca-cert', '{ca}', '--client-cert', '{cert}', '--private-key', '{key}'],
]);

for (const { name, missing, build } of CLIENTS) {
  const title = `the client of the docs in ${name}${missing === null ? '' : `: ${missing}`}`;
  (missing === null ? test.serial : test.skip)(title, conforms, async () => [
    ...(await build(directory)),
    ...TARGET,
  ]);
}
