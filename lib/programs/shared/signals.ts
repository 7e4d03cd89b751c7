import { Observable, Subject } from 'rxjs';
import { EXIT_CODES } from './exit-codes.js';

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGQUIT';

/** The exit codes of a process that a signal ended, as a shell reports them: 128 + the signal's number. */
export const SIGNAL_EXIT_CODES: Readonly<Record<StopSignal, number>> = {
  SIGINT: EXIT_CODES.interrupted,
  SIGTERM: EXIT_CODES.terminated,
  SIGQUIT: EXIT_CODES.quit,
};

/** What an operator asks a running program for, by a signal. */
export type OperatorRequest = 'reload' | 'reopen_log' | 'status';

/** The signals of the requests. bin/tlslp-server ignores them before and after: SIGHUP would end the process, SIGUSR1 open an inspector. */
export const REQUEST_SIGNALS = {
  SIGHUP: 'reload',
  SIGUSR1: 'reopen_log',
  SIGUSR2: 'status',
} as const satisfies Partial<Record<NodeJS.Signals, OperatorRequest>>;

/** The abort reason after a signal. */
export class Interruption extends Error {
  readonly exitCode: number;

  constructor(signal: StopSignal) {
    super(`Ended by ${signal}.`);
    this.name = 'Interruption';
    this.exitCode = SIGNAL_EXIT_CODES[signal];
  }
}

export interface SignalOptions {
  /** Whether the first signal aborts `stop`, and the second one `interrupt`; if false, the first aborts `interrupt`. */
  readonly stopsInOrder: boolean;
  /** Whether the program handles SIGHUP, SIGUSR1 and SIGUSR2. Default false. */
  readonly takesRequests?: boolean;
}

/** The requests that a program gets by signals. */
export interface SignalRequests {
  /** Aborts when the program should stop in order: at the first signal, if the program stops in order. */
  readonly stop: AbortSignal;
  /** Aborts when the program should end at once. The reason is an `Interruption`. The next signal then ends the process. */
  readonly interrupt: AbortSignal;
  /** Emits the operator's requests. Those that came before the subscription are emitted first, each once. */
  readonly requests: Observable<OperatorRequest>;
  /** Removes the handlers: from now on, a signal ends the process. */
  readonly ignore: () => void;
}

/** Handles SIGINT, SIGTERM and SIGQUIT from now on, and the signals of requests. */
export function handleSignals({ stopsInOrder, takesRequests = false }: SignalOptions): SignalRequests {
  const [stop, interrupt] = [new AbortController(), new AbortController()];
  const names = Object.keys(SIGNAL_EXIT_CODES) as StopSignal[];
  const { requests, ignore: ignoreRequests } = takesRequests ? handleRequests() : NO_REQUESTS;
  const ignore = (): void => {
    for (const name of names) process.off(name, handle);
    ignoreRequests();
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
  return { stop: stop.signal, interrupt: interrupt.signal, requests, ignore };
}

type Requests = Pick<SignalRequests, 'requests' | 'ignore'>;

const NO_REQUESTS: Requests = { requests: new Observable(), ignore: () => undefined };

function handleRequests(): Requests {
  const live = new Subject<OperatorRequest>();
  const early = new Set<OperatorRequest>();
  const handle = (name: keyof typeof REQUEST_SIGNALS): void => {
    const request = REQUEST_SIGNALS[name];
    if (live.observed) live.next(request);
    else early.add(request);
  };
  const names = Object.keys(REQUEST_SIGNALS) as (keyof typeof REQUEST_SIGNALS)[];
  for (const name of names) process.on(name, handle);
  return {
    requests: new Observable((subscriber) => {
      for (const request of early) subscriber.next(request);
      early.clear();
      return live.subscribe(subscriber);
    }),
    ignore: () => {
      for (const name of names) process.off(name, handle);
    },
  };
}
