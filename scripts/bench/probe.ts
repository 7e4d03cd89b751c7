import type { Session } from 'node:inspector/promises';
import type { Profiled, ServerRequest, Usage } from './messages.js';

/**
 * Loaded by `--import` into every measured server, so that the server itself needs no code for the benchmark. It does nothing until a
 * request comes.
 */
process.on('message', (request: ServerRequest) => {
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
  return { cpuMs: (user + system) / 1000, rssBytes: rss, heapBytes: heapUsed + external };
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
