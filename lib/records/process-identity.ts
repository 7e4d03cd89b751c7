import { readFileSync } from 'node:fs';
import { codeOf } from '../protocol/system-errors.js';

/** The runs of this process that have a mark. */
export const RUNS_HERE = new Set<string>();

/** The place of the start time in /proc/PID/stat, counted from behind the name of the program. proc(5) */
const START_TIME = 19;

/**
 * Returns a text that tells a process apart from a later one with the same number: the boot of the machine and the start of the process.
 * Null where the system does not say.
 */
export function identityOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME];
    return started === undefined ? null : `${boot} ${started}`;
  } catch {
    return null;
  }
}

/** Returns whether the process still runs, as far as this machine can tell. */
export function isRunning(pid: number, identity: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and another user's.
    if (codeOf(error) !== 'EPERM') return false;
  }
  const now = identityOf(pid);
  return now === null || identity === null || now === identity;
}
