import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which the system gives ports to whoever asks for any: nobody gets one of these by chance. */
const [FIRST, LAST] = [10_000, 32_767];

/**
 * Returns a port of 127.0.0.1 that was free a moment ago: for a program that does not tell which port it took when it may choose, and for
 * a server whose port stays closed when it has gone.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
