/**
 * Runs a function that waits for a database. A signal cuts the connection; then the rejection has the reason of the signal, and not of the
 * lost connection.
 */
export async function cutBy<Result>(
  interrupt: AbortSignal,
  cut: () => void,
  run: () => Promise<Result>,
): Promise<Result> {
  interrupt.throwIfAborted();
  interrupt.addEventListener('abort', cut);
  try {
    return await run();
  } catch (error) {
    interrupt.throwIfAborted();
    throw error;
  } finally {
    interrupt.removeEventListener('abort', cut);
  }
}
