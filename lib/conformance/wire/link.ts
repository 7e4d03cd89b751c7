import type { Socket } from 'node:net';
import type { Random } from '../engine/random.js';
import { SegmentSource, type Ending, type LinkContext, type Segment } from './segments.js';
import { effectOf, type Toxic } from './toxics.js';

/** One side of a connection through the relay. */
interface Side {
  readonly socket: Socket;
  readonly source: SegmentSource;
}

/**
 * Passes everything on between two sockets until both are closed, through the toxics: bytes in order, the end of a side as that end, a
 * reset as a reset. Each reset comes after the bytes that were before it. Aborting `stop` destroys both.
 * @param randomOf gives each direction choices of its own
 */
export async function linkSockets(
  client: Socket,
  server: Socket,
  toxics: readonly Toxic[],
  randomOf: (direction: 'up' | 'down') => Random,
  stop: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const sides = [client, server].map((socket): Side => {
    socket.setNoDelay(true);
    return { socket, source: new SegmentSource(socket, over.signal) };
  });
  const [from, to] = sides as [Side, Side];
  const onStop = (): void => {
    over.abort();
    client.destroy();
    server.destroy();
  };
  stop.addEventListener('abort', onStop);
  if (stop.aborted) onStop();
  resetTogether(from, to);
  resetTogether(to, from);
  const finish = (how: Ending): void => {
    over.abort();
    for (const socket of [client, server]) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.end();
      // Nothing waits for what still comes: it is dropped, so that the end behind it is seen.
      socket.resume();
    }
  };
  await Promise.all([
    pump(from, to, toxics, { random: randomOf('up'), signal: over.signal }, finish),
    pump(to, from, toxics, { random: randomOf('down'), signal: over.signal }, finish),
    closed(client),
    closed(server),
  ]);
  stop.removeEventListener('abort', onStop);
}

/** An error after the end of a side is no part of what passes in order: it shows when nothing more can be written there. */
function resetTogether({ socket, source }: Side, other: Side): void {
  socket.prependListener('error', () => {
    if (source.ending === 'end') other.socket.resetAndDestroy();
  });
}

async function pump(
  { source }: Side,
  { socket: target }: Side,
  toxics: readonly Toxic[],
  { random, signal }: Pick<LinkContext, 'random' | 'signal'>,
  finish: (how: Ending) => void,
): Promise<void> {
  const wanted: { ending?: Ending } = {};
  const context: LinkContext = { random, signal, endConnection: (how) => (wanted.ending ??= how) };
  const segments = toxics.reduce<AsyncIterable<Segment>>(
    (passed, toxic) => effectOf(toxic)(passed, context),
    source,
  );
  for await (const { bytes } of segments) await write(target, bytes);
  if (signal.aborted) return;
  if (wanted.ending !== undefined) finish(wanted.ending);
  else if (source.ending === 'reset') target.resetAndDestroy();
  else target.end();
}

/** Resolves when the system has the bytes, or the socket is gone. Bytes that wait for each other would be sent together. */
function write(target: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (bytes.length === 0 || !target.writable) resolve();
    else {
      target.write(bytes, () => {
        resolve();
      });
    }
  });
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else {
      socket.once('close', () => {
        resolve();
      });
    }
  });
}
