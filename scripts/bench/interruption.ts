import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A shell reports this number plus the signal's for a process that a signal ended. */
const SIGNAL_EXIT_BASE = 128;

export interface Interruption {
  /** Aborts at the first signal that asks this process to end. */
  readonly signal: AbortSignal;
  /** Returns the exit code for that signal; null if no signal came. */
  readonly exitCode: () => number | null;
  /** Restores the default: a signal ends the process at once. */
  readonly dispose: () => void;
}

/**
 * Catches the signals that ask this process to end, so that it can clean up first. Later signals have no effect: npm forwards a Ctrl-C that
 * the terminal has already sent.
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
