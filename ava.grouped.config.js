import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Runs the specs of a folder in one worker. A worker takes a second of CPU time to start and to load what it tests, and most specs take
 * less. `npm test` uses this file. To run one spec, use ava without it: `npx ava dist/spec/session/plan.spec.js`.
 *
 * A folder belongs here if its specs can share a process: they replace nothing global, and no two tests have the same title.
 */
const GROUPED = [
  'certificates',
  'files',
  'client',
  'config',
  'conformance/engine',
  'conformance/report',
  'contract',
  'docs',
  'lines',
  'observe',
  'page',
  'programs/certs',
  'programs/client',
  'programs/records',
  'programs/shared',
  'programs/top',
  'protocol',
  'records',
  'rx',
  'scripts/bench',
  'scripts/class',
  'scripts/soak',
  'server',
  'session',
  'status',
  'tls',
  'work',
];

const { ava } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

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

/** Two runs at once may share the files, so a file that is as it should be stays. */
function write(file, text) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

mkdirSync(GROUPS, { recursive: true });
const groups = GROUPED.map((folder) => ({
  file: `groups/${folder.replaceAll('/', '-')}.spec.js`,
  specs: specsIn(`${folder}/`).filter(
    (spec) => !AWAITS_FIRST.test(readFileSync(new URL(spec, SPEC), 'utf8')),
  ),
}));
for (const { file, specs } of groups) {
  write(new URL(file, SPEC), specs.map((spec) => `import '../${spec}';\n`).join(''));
}
const inGroups = new Set(groups.flatMap(({ specs }) => specs));
const alone = specsIn('').filter((spec) => !spec.startsWith('groups/') && !inGroups.has(spec));

export default {
  ...ava,
  files: [...groups.map(({ file }) => file), ...alone].map((spec) => `dist/spec/${spec}`),
  require: ['./dist/spec/support/uncovered-children.js'],
};
