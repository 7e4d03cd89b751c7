import { readFile } from 'node:fs/promises';

/** The processes that a process has started and that are not gone, on Linux; none when it is gone itself. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(/\s+/).filter(Boolean).map(Number);
}
