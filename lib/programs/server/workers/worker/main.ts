import { debuglog } from 'node:util';
import { Channel } from '../channel/channel.js';
import { portOf } from '../channel/port.js';
import { runWorker } from './run-worker.js';

// The program of a worker. Only the primary starts it.

const log = debuglog('tlslp');

/** The primary decides: a terminal and a service manager signal the workers too. */
for (const name of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) {
  process.on(name, () => undefined);
}

// Nobody can keep answers without the primary, nor tell how many may come.
process.once('disconnect', () => process.exit());

const channel = new Channel(portOf(process), (thrown) => {
  log('A message failed: %o', thrown);
});

runWorker(channel, {
  watch: async ({ traces }) => {
    if (!traces) return { observers: [], end: () => undefined };
    const { openTraces } = await import('../../traces.js');
    const observer = await openTraces(undefined, { write: () => undefined });
    return {
      observers: [observer],
      end: () => {
        observer.end();
      },
    };
  },
  onEnd: () => {
    process.disconnect();
  },
});
