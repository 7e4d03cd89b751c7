export type StopSignal = 'SIGINT' | 'SIGTERM';

/** The exit codes of a process that a signal ended, as a shell reports them: 128 + the signal's number. */
export const SIGNAL_EXIT_CODES: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** The abort reason after a signal. */
export class Interruption extends Error {
  readonly exitCode: number;

  constructor(signal: StopSignal) {
    super(`Ended by ${signal}.`);
    this.name = 'Interruption';
    this.exitCode = SIGNAL_EXIT_CODES[signal];
  }
}

/** The requests to stop that a program gets by signals. */
export interface StopRequests {
  /** Aborts when the program should stop in order: at the first signal, if the program stops in order. */
  readonly stop: AbortSignal;
  /** Aborts when the program should end at once. The reason is an `Interruption`. The next signal then ends the process. */
  readonly interrupt: AbortSignal;
  /** Removes the handlers: from now on, a signal ends the process. */
  readonly ignore: () => void;
}

/**
 * Handles SIGINT and SIGTERM from now on.
 * @param stopsInOrder whether the first signal aborts `stop`, and the second one `interrupt`; if false, the first aborts `interrupt`
 */
export function handleSignals(stopsInOrder: boolean): StopRequests {
  const [stop, interrupt] = [new AbortController(), new AbortController()];
  const names = Object.keys(SIGNAL_EXIT_CODES) as StopSignal[];
  const ignore = (): void => {
    for (const name of names) process.off(name, handle);
  };
  const handle = (name: StopSignal): void => {
    if (stopsInOrder && !stop.signal.aborted) {
      stop.abort(new Interruption(name));
      return;
    }
    ignore();
    interrupt.abort(new Interruption(name));
  };
  for (const name of names) process.on(name, handle);
  return { stop: stop.signal, interrupt: interrupt.signal, ignore };
}
