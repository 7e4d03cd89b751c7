import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Relative to dist/scripts, where the compiled script is. */
const WORK = new URL('../../lib/work/', import.meta.url);
export const WORKER_SOURCE_FILE = new URL('worker-source.ts', WORK);

/** Returns the text of lib/work/worker-source.ts: worker.ts and all its imports as one script. The bytes are the same on every machine. */
export async function buildWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', WORK))],
    // Otherwise the paths in the bundle's comments depend on the working directory.
    absWorkingDir: fileURLToPath(WORK),
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
  });
  const [script = { text: '' }] = outputFiles;
  return [
    '// Generated from worker.ts by `npm run kernel`: the script of a thread, with all that it imports.\n',
    `export const WORKER_SOURCE =\n  ${JSON.stringify(script.text)};\n`,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(WORKER_SOURCE_FILE, await buildWorker());
}
