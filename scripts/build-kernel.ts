import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** From dist/scripts, where this runs. */
const WORK = new URL('../../lib/work/', import.meta.url);
const SOURCE = new URL('kernel.as.ts', WORK);
export const BUILDS = new URL('kernel-builds.ts', WORK);

const OPTIONS = ['-O3', '--runtime', 'stub', '--noAssert'];

/** Each build's constant, and the instructions that it may use. */
const FEATURES = { RELAXED_SIMD: ['simd', 'relaxed-simd'], SIMD: ['simd'] };

/** The text of lib/work/kernel-builds.ts: the same bytes wherever it is made. */
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
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main(['kernel.ts', '--outFile', 'kernel.wasm', ...OPTIONS, ...enable], {
    readFile: (name) => (name === 'kernel.ts' ? source : null),
    writeFile: (name, contents) => {
      files[name] = Buffer.from(contents);
    },
    listFiles: () => [],
    stderr,
  });
  // A warning is as bad as an error: it is about code that nobody will look at again for a long time.
  const said = stderr.toString();
  const wasm = files['kernel.wasm'];
  if (error !== null || said !== '' || wasm === undefined)
    throw new Error(`kernel.as.ts: ${said}`, { cause: error });
  return Buffer.from(wasm);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(BUILDS, await buildKernel());
}
