import test from 'ava';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from './docs/documents.js';

/** The parts of `lib` and the packages that an import of a subpath loads; whoever wants little of the library gets little. */
const LOADED: Readonly<Record<string, { rooms: readonly string[]; packages: readonly string[] }>> = {
  protocol: { rooms: ['protocol'], packages: [] },
  'proxy-protocol': { rooms: ['protocol', 'proxy-protocol'], packages: [] },
  session: { rooms: ['protocol', 'rx', 'session'], packages: ['rxjs'] },
  work: { rooms: ['config', 'protocol', 'work'], packages: [] },
  records: { rooms: ['files', 'protocol', 'records', 'session'], packages: ['rxjs'] },
  // Not even pg: it is loaded when a database is opened.
  postgres: {
    rooms: ['files', 'postgres', 'protocol', 'records', 'session', 'postgres.js', 'work'],
    packages: ['rxjs'],
  },
  client: {
    rooms: ['client', 'config', 'files', 'lines', 'protocol', 'rx', 'tls', 'work'],
    packages: ['rxjs', 'split2'],
  },
  server: {
    rooms: [
      'config',
      'files',
      'lines',
      'protocol',
      'proxy-protocol',
      'rx',
      'server',
      'session',
      'tls',
      'work',
    ],
    packages: ['rxjs', 'split2'],
  },
  status: { rooms: ['config', 'protocol', 'server', 'session', 'status', 'work'], packages: ['rxjs'] },
  'status-server': {
    rooms: ['config', 'files', 'lines', 'observe', 'protocol', 'server', 'session', 'status', 'tls', 'work'],
    packages: ['@opentelemetry', 'bintrees', 'prom-client', 'rxjs', 'tdigest'],
  },
  traces: { rooms: ['observe', 'protocol'], packages: ['@opentelemetry'] },
  tutorial: {
    rooms: ['observe', 'protocol', 'session', 'work'],
    packages: ['fastest-levenshtein', 'rxjs'],
  },
};

/** Hooks of the loader that print the address of every module that is loaded. */
const HOOKS = `
import { writeSync } from 'node:fs';
export function load(url, context, next) { writeSync(1, url + '\\n'); return next(url, context); }`;
const asUrl = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;

async function urlsLoadedBy(specifier: string): Promise<string[]> {
  const register = `import { register } from 'node:module'; register(${JSON.stringify(asUrl(HOOKS))});`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', asUrl(register), '--input-type=module', '--eval', `await import('${specifier}');`],
    { cwd: ROOT },
  );
  return stdout.split('\n').filter((url) => url.startsWith('file:'));
}

const LIB = join(ROOT, 'dist', 'lib') + sep;
const PACKAGES = join(ROOT, 'node_modules') + sep;

function topFolders(root: string, paths: readonly string[]): string[] {
  const within = paths.filter((path) => path.startsWith(root));
  return [...new Set(within.map((path) => path.slice(root.length).split(sep)[0] ?? ''))].sort();
}

for (const [subpath, { rooms, packages }] of Object.entries(LOADED)) {
  test(`tlslp-server/${subpath} loads ${[...rooms, ...packages].join(', ')}`, async (t) => {
    const paths = (await urlsLoadedBy(`tlslp-server/${subpath}`)).map((url) => fileURLToPath(url));
    t.true(paths.length > 0);
    t.deepEqual(
      topFolders(LIB, paths).filter((room) => !rooms.includes(room)),
      [],
    );
    t.deepEqual(
      topFolders(PACKAGES, paths).filter((name) => !packages.includes(name)),
      [],
    );
  });
}

test('a server loads the reader of PROXY headers only for the first proxy', async (t) => {
  const urls = await urlsLoadedBy('tlslp-server/server');
  t.deepEqual(
    urls.filter((url) => url.includes('/proxy-protocol/')).map((url) => url.split('/').at(-1)),
    ['signatures.js'],
  );
});

test('every subpath of the package is listed', async (t) => {
  const { exports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { exports: object };
  const subpaths = Object.keys(exports).filter((key) => key !== '.' && !key.endsWith('.json'));
  t.deepEqual(
    subpaths.sort(),
    Object.keys(LOADED)
      .map((name) => `./${name}`)
      .sort(),
  );
});
