import { filter, firstValueFrom, type Observable } from 'rxjs';

/** How far the load is. */
export interface Progress {
  /** Sessions that have begun. */
  readonly begun: number;
  /** Sessions that have ended. */
  readonly ended: number;
}

/** What happens to the servers under the load. */
export interface ScheduledEvent {
  readonly name: string;
  /** It begins when this many sessions have ended. */
  readonly at: number;
  readonly run: () => Promise<void>;
}

/** An event, and how far the load was when it began and when it was over. */
export interface PastEvent {
  readonly name: string;
  readonly from: Progress;
  readonly to: Progress;
  /** Seconds. */
  readonly took: number;
}

/** Something that lets the load go on only so far. */
export interface Gate {
  /** So many sessions may begin. */
  readonly open: (sessions: number) => void;
}

/**
 * Runs events one after the other, each when the load has come so far: by the load's progress and by no clock, so that each falls into
 * the load on a fast machine and on a slow one. The load can be at most `ahead` sessions ahead of the next event.
 */
export async function runSchedule(
  events: readonly ScheduledEvent[],
  progress: Observable<Progress>,
  gate: Gate,
  ahead: number,
): Promise<readonly PastEvent[]> {
  const past: PastEvent[] = [];
  for (const { name, at, run } of events) {
    gate.open(at + ahead);
    const from = await until(progress, at);
    const began = performance.now();
    await run();
    const to = await firstValueFrom(progress);
    past.push({ name, from, to, took: (performance.now() - began) / 1000 });
  }
  gate.open(Infinity);
  return past;
}

/** Resolves when so many sessions have ended. */
export function until(progress: Observable<Progress>, ended: number): Promise<Progress> {
  return firstValueFrom(progress.pipe(filter((now) => now.ended >= ended)));
}
