import { fromEvent, map, merge, share, type Observable } from 'rxjs';

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** What a shell says of a process that a signal ended. */
export const SIGNAL_EXIT_CODES: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** The signals that ask a program to stop. While somebody is subscribed they do not end the process by themselves. */
export function stopSignals(): Observable<StopSignal> {
  return merge(
    ...(['SIGINT', 'SIGTERM'] as const).map((name) => fromEvent(process, name).pipe(map(() => name))),
  ).pipe(share());
}
