import { readFileSync } from 'node:fs';
import { codeOf } from '../protocol/system-errors.js';

/** The runs of this process that have a mark. */
export const RUNS_HERE = new Set<string>();

/** The places of the state and the start time in /proc/PID/stat, counted from behind the name of the program. proc(5) */
const STATE = 0;
const START_TIME = 19;
/** A process that was killed and whose parent has not asked for its end yet: it has a number, and does nothing any more. */
const ZOMBIE = 'Z';

/**
 * Returns a text that tells a process apart from a later one with the same number: the boot of the machine and the start of the process.
 * Null where the system does not say.
 */
export function identityOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const started = statOf(pid)[START_TIME];
    return started === undefined ? null : `${boot} ${started}`;
  } catch {
    return null;
  }
}

function statOf(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function isZombie(pid: number): boolean {
  try {
    return statOf(pid)[STATE] === ZOMBIE;
  } catch {
    // Other systems have no /proc.
    return false;
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
  if (isZombie(pid)) return false;
  const now = identityOf(pid);
  return now === null || identity === null || now === identity;
}
