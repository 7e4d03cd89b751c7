import { readFile, writeFile } from 'node:fs/promises';
import { drive, type DriveOptions } from './drive.js';

// The clients in a process of their own: `node load.js OPTIONS.json RESULTS.json`. The options are those of `drive` without its functions.
// It tells its parent, if it has one, how far it is, writes the results, and ends. SIGTERM ends it without results.

/** What the parent is told after each session. */
export interface LoadProgress {
  readonly begun: number;
  readonly ended: number;
}

const [optionsPath = '', resultsPath = ''] = process.argv.slice(2);
const options = JSON.parse(await readFile(optionsPath, 'utf8')) as DriveOptions;
let [begun, ended] = [0, 0];
const results = await drive({
  ...options,
  onBegun: () => {
    begun++;
  },
  onEnded: () => {
    ended++;
    process.send?.({ begun, ended } satisfies LoadProgress);
  },
});
await writeFile(resultsPath, JSON.stringify(results));
if (process.connected) process.disconnect();
