import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** From dist/scripts, where this runs. */
const WORK = new URL('../../lib/work/', import.meta.url);
export const WORKER_SOURCE_FILE = new URL('worker-source.ts', WORK);

/** The text of lib/work/worker-source.ts: worker.ts and all that it imports, as one script. The same bytes wherever it is made. */
export async function buildWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', WORK))],
    // Or the paths in its comments would depend on where this is called.
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
