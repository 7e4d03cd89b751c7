import { execFile } from 'node:child_process';

const MAX_BYTES = 256 * 1024 * 1024;

/** Runs a command of the shell. Resolves to what it printed; to nothing when it fails, for it is asked again. */
export function recordsCommand(command: string): (over: AbortSignal) => Promise<string> {
  return (signal) =>
    new Promise((resolve) => {
      execFile('/bin/sh', ['-c', command], { maxBuffer: MAX_BYTES, signal }, (error, stdout) => {
        resolve(error === null ? stdout : '');
      });
    });
}
