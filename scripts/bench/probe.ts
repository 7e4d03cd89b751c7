import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Session } from 'node:inspector/promises';
import type { Profiled, ServerRequest, Usage } from './messages.js';

/**
 * Loaded by `--import` into every measured server, so that the server itself needs no code for the benchmark. It does nothing until a
 * request comes.
 */
process.on('message', (request: ServerRequest | readonly unknown[]) => {
  // In a worker, it is a message of the server itself.
  if (!('type' in request)) return;
  if (request.type === 'usage') process.send?.(usage(request.collect));
  else {
    const asked = request.type === 'profile' ? beginProfile() : writeProfile(request.path);
    void asked
      .then(
        () => null,
        (error: unknown) => String(error),
      )
      .then((error) => process.send?.({ error } satisfies Profiled));
  }
});

// The benchmark has exited, perhaps by a crash: leave no process behind.
process.on('disconnect', () => process.exit());

function usage(collect: boolean): Usage {
  const { user, system } = process.cpuUsage();
  // Twice: only the second collection frees what a finalizer has released.
  if (collect) for (let i = 0; i < 2; i++) globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { cpuMs: (user + system) / 1000 + cpuMsOfChildren(), rssBytes: rss, heapBytes: heapUsed + external };
}

/** The CPU time of the worker processes, all their threads, in milliseconds. 0 where the system does not tell who they are. */
function cpuMsOfChildren(): number {
  const { pid } = process;
  const list = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(list)) return 0;
  const children = readFileSync(list, 'utf8')
    .split(' ')
    .filter((text) => text !== '');
  const threads = children.flatMap((child) =>
    readdirSync(`/proc/${child}/task`).map((thread) => `/proc/${child}/task/${thread}/schedstat`),
  );
  // In nanoseconds.
  return threads.reduce((sum, path) => sum + Number(readFileSync(path, 'utf8').split(' ', 1)[0]) / 1e6, 0);
}

let profiling: Session | null = null;

/** Loads the inspector only here, so that it does not affect other measurements. */
async function beginProfile(): Promise<void> {
  const inspector = await import('node:inspector/promises');
  profiling = new inspector.Session();
  profiling.connect();
  await profiling.post('Profiler.enable');
  await profiling.post('Profiler.start');
}

async function writeProfile(path: string): Promise<void> {
  if (profiling === null) throw new Error('No profile has started.');
  const { profile } = await profiling.post('Profiler.stop');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(path, JSON.stringify(profile));
}
