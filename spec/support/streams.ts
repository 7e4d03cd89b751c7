import { once } from 'node:events';
import { duplexPair, type Duplex, type DuplexOptions, type EventEmitter } from 'node:stream';
import { lastValueFrom, toArray, type Observable } from 'rxjs';

/** Two ends of a connection in memory: what is written to one can be read from the other, and the end of one ends the other. */
export function connection(options?: DuplexOptions): { ours: Duplex; theirs: Duplex } {
  const [ours, theirs] = duplexPair(options);
  tellOfDestroy(ours, theirs);
  tellOfDestroy(theirs, ours);
  return { ours, theirs };
}

// A socket's destroy() sends FIN; a duplex pair's tells the other side nothing, which would wait for its deadline.
function tellOfDestroy(one: Duplex, other: Duplex): void {
  one.once('close', () => {
    if (!other.destroyed) other.push(null);
  });
}

/** What an observable emitted, and the error that it ended with, or null where it completed. */
export async function outcome<T>(source: Observable<T>): Promise<{ values: T[]; error: unknown }> {
  const values: T[] = [];
  return new Promise((resolve) => {
    source.subscribe({
      next: (value) => values.push(value),
      error: (error: unknown) => {
        resolve({ values, error });
      },
      complete: () => {
        resolve({ values, error: null });
      },
    });
  });
}

/** All values; rejects where the observable fails. */
export function all<T>(source: Observable<T>): Promise<T[]> {
  return lastValueFrom(source.pipe(toArray()));
}

/** How many listeners there are for each event. */
export function listenersOf(emitter: EventEmitter): Record<string, number> {
  return Object.fromEntries(emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]));
}

/** All that comes, until the other side ends. The stream stays open: it is not destroyed, as it would be by iterating over it. */
export async function textOf(stream: Duplex): Promise<string> {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(stream, 'end');
  return Buffer.concat(chunks).toString();
}

/** Resolves when the stream is closed, however it ended. */
export async function closed(stream: Duplex): Promise<void> {
  if (!stream.closed) await once(stream, 'close').catch(() => null);
}

/** Cuts bytes at these places. */
export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [0, ...[...places].sort((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end));
}
