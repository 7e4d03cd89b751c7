import type { Session } from 'node:inspector/promises';
import type { Profiled, ServerRequest, Usage } from './messages.js';

/**
 * Loaded by `--import` into every server that is measured, so that the server itself is measured as it is: a program that knows
 * nothing of the benchmark. It sleeps until it is asked.
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

// The benchmark is gone, however it went: nothing of it is left behind.
process.on('disconnect', () => process.exit());

function usage(collect: boolean): Usage {
  const { user, system } = process.cpuUsage();
  // Twice: what a finalizer lets go of is collected by the next one only.
  if (collect) for (let i = 0; i < 2; i++) globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { cpuMs: (user + system) / 1000, rssBytes: rss, heapBytes: heapUsed + external };
}

let profiling: Session | null = null;

/** The inspector is loaded only here: a server that is not profiled is measured without it. */
async function beginProfile(): Promise<void> {
  const inspector = await import('node:inspector/promises');
  profiling = new inspector.Session();
  profiling.connect();
  await profiling.post('Profiler.enable');
  await profiling.post('Profiler.start');
}

async function writeProfile(path: string): Promise<void> {
  if (profiling === null) throw new Error('No profile has begun.');
  const { profile } = await profiling.post('Profiler.stop');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(path, JSON.stringify(profile));
}
