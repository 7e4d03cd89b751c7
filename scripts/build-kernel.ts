import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Relative to dist/scripts, where the compiled script is. */
const WORK = new URL('../../lib/work/', import.meta.url);
const SOURCE = new URL('kernel.as.ts', WORK);
export const BUILDS = new URL('kernel-builds.ts', WORK);

const OPTIONS = ['-O3', '--runtime', 'stub', '--noAssert'];

/**
 * The part of AssemblyScript's compiler that this script uses. The compiler's own types are not loaded: they declare AssemblyScript's
 * Array and String for every file of the project, in place of JavaScript's.
 */
interface Compiler {
  main(
    args: readonly string[],
    host: {
      readFile: (name: string) => string | null;
      writeFile: (name: string, contents: Uint8Array) => void;
      listFiles: () => string[];
      stderr: object;
    },
  ): Promise<{ error: Error | null }>;
  createMemoryStream(): { toString(): string };
}
const COMPILER = 'assemblyscript/asc' as string;

/** The constant of each build, and the WebAssembly features that it may use. */
const FEATURES = { RELAXED_SIMD: ['simd', 'relaxed-simd'], SIMD: ['simd'] };

/** Returns the text of lib/work/kernel-builds.ts. The bytes are the same on every machine. */
export async function buildKernel(): Promise<string> {
  const source = await readFile(SOURCE, 'utf8');
  const builds = await Promise.all(
    Object.entries(FEATURES).map(async ([name, features]) => {
      const wasm = await compile(source, features);
      return `export const ${name} =\n  '${wasm.toString('base64')}';\n`;
    }),
  );
  return ['// Generated from kernel.as.ts by `npm run kernel`: WebAssembly in base64.\n', ...builds].join(
    '\n',
  );
}

async function compile(source: string, features: readonly string[]): Promise<Buffer> {
  const files: Record<string, Uint8Array> = {};
  const enable = features.flatMap((feature) => ['--enable', feature]);
  const { default: asc } = (await import(COMPILER)) as { default: Compiler };
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main(['kernel.ts', '--outFile', 'kernel.wasm', ...OPTIONS, ...enable], {
    readFile: (name) => (name === 'kernel.ts' ? source : null),
    writeFile: (name, contents) => {
      files[name] = Buffer.from(contents);
    },
    listFiles: () => [],
    stderr,
  });
  // A warning is an error here: the build rarely runs, so nobody would see the warning again.
  const said = stderr.toString();
  const wasm = files['kernel.wasm'];
  if (error !== null || said !== '' || wasm === undefined)
    throw new Error(`kernel.as.ts: ${said}`, { cause: error });
  return Buffer.from(wasm);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(BUILDS, await buildKernel());
}
