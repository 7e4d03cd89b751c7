import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import { satisfies } from '../lib/work/verify.js';
import { ROOT } from './support/programs.js';

// What an embedder does who ships one file: our package, bundled without a plugin that knows of it, far from its folder.

/** The whole package by its name; its parts, which need no other package, and so no plugin for CommonJS. */
const WHOLE = `import { ConfigError, solve } from 'tlslp-server';`;
const PARTS = `import { solve } from '../lib/work/solve.js';
import { ConfigError } from '../lib/protocol/errors.js';`;

const PROGRAM = `
const { suffix } = await solve('bundled', 18, { threads: 2 });
const error = await solve('', 1).catch((thrown) => thrown);
console.log([suffix, error.name, error instanceof ConfigError].join(' '));
`;

/** Bundles the program at `entry` into the file `output`. */
type Bundle = (entry: string, output: string) => Promise<unknown>;

const esbuild =
  (minify: boolean): Bundle =>
  (entry, output) =>
    build({
      entryPoints: [entry],
      outfile: output,
      bundle: true,
      platform: 'node',
      format: 'esm',
      minify,
      logLevel: 'error',
    });

const withRollup: Bundle = async (entry, output) => {
  const bundle = await rollup({
    input: entry,
    plugins: [nodeResolve()],
    external: (id) => id.startsWith('node:') || builtinModules.includes(id),
    onwarn: ({ message }) => {
      throw new Error(message);
    },
  });
  await bundle.write({ file: output, format: 'es' });
  await bundle.close();
};

const runsElsewhere = test.macro({
  exec: async (t, _: string, bundle: Bundle, imports: string) => {
    // Within the repository, so that the package finds itself by its name, as an embedder's import does.
    const source = await mkdtemp(join(ROOT, 'dist', 'bundled-'));
    const elsewhere = await mkdtemp(join(tmpdir(), 'tlslp-bundled-'));
    try {
      const [entry, output] = [join(source, 'program.mjs'), join(elsewhere, 'program.mjs')];
      await writeFile(entry, imports + PROGRAM);
      await bundle(entry, output);
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [output], { cwd: elsewhere });
      t.is(stderr, '');
      const [suffix = '', name, isOne] = stdout.trimEnd().split(' ');
      t.true(satisfies('bundled', 18, suffix));
      t.deepEqual([name, isOne], ['ConfigError', 'true']);
    } finally {
      await rm(source, { recursive: true });
      await rm(elsewhere, { recursive: true });
    }
  },
  title: (_, bundler: string) =>
    `bundled by ${bundler} into one file, threads solve, and errors have their names`,
});

test(runsElsewhere, 'esbuild', esbuild(false), WHOLE);
test(runsElsewhere, 'esbuild, minified', esbuild(true), WHOLE);
test(runsElsewhere, 'rollup', withRollup, PARTS);
