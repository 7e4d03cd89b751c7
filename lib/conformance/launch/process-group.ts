import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { escapeText } from '../../protocol/escape.js';

const STATE = 0;
const GROUP = 2;
const LOOK_AGAIN_MS = 50;

/**
 * Waits until a process group has no living member, but no longer than `limitMs`. Resolves to the names of those that are left, escaped;
 * to undefined where the system does not tell. Only Linux does.
 */
export async function leftInGroup(group: number, limitMs: number): Promise<readonly string[] | undefined> {
  const until = performance.now() + limitMs;
  for (;;) {
    const left = membersOf(group);
    if (left === undefined || left.length === 0 || performance.now() > until) return left;
    await sleep(LOOK_AGAIN_MS);
  }
}

function membersOf(group: number): readonly string[] | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => memberName(pid, group));
  } catch {
    return undefined;
  }
}

function memberName(pid: string, group: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in parentheses, and can hold some itself.
    const nameEnd = stat.lastIndexOf(')');
    const fields = stat.slice(nameEnd + 2).split(' ');
    const isDead = fields[STATE] === 'Z' || fields[STATE] === 'X';
    if (isDead || Number(fields[GROUP]) !== group) return [];
    return [escapeText(stat.slice(stat.indexOf('(') + 1, nameEnd))];
  } catch {
    // It has ended meanwhile.
    return [];
  }
}
