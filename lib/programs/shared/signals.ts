export type StopSignal = 'SIGINT' | 'SIGTERM';

/** What a shell says of a process that a signal ended: 128 and the signal's number. */
export const SIGNAL_EXIT_CODES: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** The reason of what a signal aborted. */
export class Interruption extends Error {
  readonly exitCode: number;

  constructor(signal: StopSignal) {
    super(`Ended by ${signal}.`);
    this.name = 'Interruption';
    this.exitCode = SIGNAL_EXIT_CODES[signal];
  }
}

/** The wishes of a program's user. */
export interface StopRequests {
  /** Aborts when the program should stop in order: at the first signal, if it stops in order at all. */
  readonly stop: AbortSignal;
  /** Aborts when the program should end at once, with an `Interruption`. After that a signal ends the process by itself. */
  readonly interrupt: AbortSignal;
  /** From now on a signal ends the process by itself. */
  readonly ignore: () => void;
}

/**
 * Heeds SIGINT and SIGTERM, from the call on.
 * @param stopsInOrder whether the first signal aborts `stop` and the second `interrupt`; else the first aborts `interrupt`
 */
export function heedSignals(stopsInOrder: boolean): StopRequests {
  const [stop, interrupt] = [new AbortController(), new AbortController()];
  const names = Object.keys(SIGNAL_EXIT_CODES) as StopSignal[];
  const ignore = (): void => {
    for (const name of names) process.off(name, heed);
  };
  const heed = (name: StopSignal): void => {
    if (stopsInOrder && !stop.signal.aborted) {
      stop.abort(new Interruption(name));
      return;
    }
    ignore();
    interrupt.abort(new Interruption(name));
  };
  for (const name of names) process.on(name, heed);
  return { stop: stop.signal, interrupt: interrupt.signal, ignore };
}
