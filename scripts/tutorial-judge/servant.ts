// A process that runs the server program again and again, as often as it is asked to: a line of standard input holds the arguments of a
// run, as JSON. After each run it prints END_MARK and the exit code. So a tutorial starts in milliseconds, and is the program itself.
import { createInterface } from 'node:readline';
import { main } from '../../lib/programs/server/main.js';
import { END_MARK } from './marks.js';

for (const name of ['SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) process.on(name, () => undefined);

const requests = createInterface({ input: process.stdin });
// The judge is gone: a tutorial that still waits for its client would wait for ever.
requests.once('close', () => process.exit());
for await (const line of requests) {
  const code = await main(JSON.parse(line) as string[]);
  process.stdout.write(`${END_MARK}${code}\n`);
}
