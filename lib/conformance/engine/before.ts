import { broken } from './finding.js';

/**
 * Waits for something, but no longer than the time limit.
 * @param over aborts when the time limit is over
 * @param expected what is waited for, as a phrase
 * @throws {Finding} the time limit was over first
 */
export async function before<T>(promise: Promise<T>, over: AbortSignal, expected: string): Promise<T> {
  let onAbort = (): void => undefined;
  const timedOut = new Promise<never>((_, reject) => {
    onAbort = () => {
      reject(broken(expected, 'nothing within the time limit'));
    };
    if (over.aborted) onAbort();
    else over.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([promise, timedOut]);
  } finally {
    over.removeEventListener('abort', onAbort);
  }
}
