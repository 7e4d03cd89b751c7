import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What the shell says of a process that ended by a signal. */
const SIGNAL_EXIT_BASE = 128;

export interface Interruption {
  /** Aborts at the first signal that asks this process to end. */
  readonly signal: AbortSignal;
  /** The exit code that says which one it was; null without one. */
  readonly exitCode: () => number | null;
  /** Signals end the process at once again, as they do by default. */
  readonly dispose: () => void;
}

/**
 * Catches what asks this process to end, so that it can clean up first. Further signals change nothing: npm passes on a Ctrl-C that the
 * terminal has sent already.
 */
export function catchInterruption(): Interruption {
  const controller = new AbortController();
  let exitCode: number | null = null;
  const onSignal = (name: NodeJS.Signals): void => {
    exitCode ??= SIGNAL_EXIT_BASE + constants.signals[name];
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    dispose: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
