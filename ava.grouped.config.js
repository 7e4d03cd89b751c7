import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Runs the specs of a folder in one worker. A worker takes a second of CPU time to start and to load what it tests, and most specs take
 * less. `npm test` uses this file. To run one spec, use ava without it: `npx ava dist/spec/session/plan.spec.js`.
 *
 * A folder belongs here if its specs can share a process: they replace nothing global, and no two tests have the same title.
 */
const GROUPED = [
  'client',
  'config',
  'contract',
  'lines',
  'observe',
  'programs/shared',
  'protocol',
  'records',
  'scripts/bench',
  'server',
  'session',
  'tls',
  'work',
];

const SPEC = new URL('dist/spec/', import.meta.url);
const GROUPS = new URL('groups/', SPEC);

/** Tests that follow an `await` are declared too late for a group. */
const AWAITS_FIRST = /^(?:const .* = )?await /m;

/** @param {string} folder */
function specsIn(folder) {
  return readdirSync(new URL(folder, SPEC), { recursive: true })
    .filter((name) => name.endsWith('.spec.js'))
    .map((name) => `${folder}${name}`)
    .sort();
}

rmSync(GROUPS, { recursive: true, force: true });
mkdirSync(GROUPS);
const groups = GROUPED.map((folder) => ({
  name: folder.replaceAll('/', '-'),
  specs: specsIn(`${folder}/`).filter(
    (spec) => !AWAITS_FIRST.test(readFileSync(new URL(spec, SPEC), 'utf8')),
  ),
}));
for (const { name, specs } of groups) {
  writeFileSync(new URL(`${name}.spec.js`, GROUPS), specs.map((spec) => `import '../${spec}';\n`).join(''));
}
const grouped = new Set(groups.flatMap(({ specs }) => specs));

export default {
  files: specsIn('')
    .filter((spec) => !grouped.has(spec))
    .map((spec) => `dist/spec/${spec}`),
  nodeArguments: ['--enable-source-maps', '--trace-warnings'],
  require: ['./dist/spec/support/uncovered-children.js'],
  timeout: '2m',
};
