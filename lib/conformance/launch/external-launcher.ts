import type { Exit, Launcher, Target } from './launcher.js';

/**
 * Creates a launcher for a client that the kit cannot start: it comes by itself, and all that is known of it is its connection. Its end is
 * that of its connection.
 * @param announce called with where a client has to connect to now
 */
export function externalLauncher(announce: (target: Target) => void): Launcher {
  return {
    comesByItself: true,
    start: (target) => {
      let end: (exit: Exit) => void = () => undefined;
      const exited = new Promise<Exit>((resolve) => (end = resolve));
      announce(target);
      const nothing = Buffer.alloc(0);
      return {
        exited,
        stdout: () => nothing,
        stderr: () => nothing,
        kill: () => {
          end({ code: null, signal: null, overrun: null, failedToStart: null });
        },
      };
    },
    isSuccess: () => null,
  };
}
