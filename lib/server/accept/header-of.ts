import type { Socket } from 'node:net';
import { Observable } from 'rxjs';
import { ProxyHeaderParser, type ProxyHeader, type ProxyRule } from '../../proxy-protocol/index.js';

/** What a connection began with. */
export type Beginning =
  /** @property hasMore whether bytes of the client have come, too */
  | {
      readonly kind: 'header';
      readonly header: ProxyHeader;
      readonly length: number;
      readonly hasMore: boolean;
    }
  | { readonly kind: 'invalid'; readonly rule: ProxyRule }
  /** It ended, or was lost, before that. @property isSilent whether not a byte came */
  | { readonly kind: 'ended'; readonly isSilent: boolean };

/**
 * Reads the PROXY header of a connection, and leaves what follows it in the socket. Emits once and completes. The caller owns the socket.
 * When unsubscribed, what has come of the header is lost.
 */
export function headerOf(socket: Socket): Observable<Beginning> {
  return new Observable((subscriber) => {
    const parser = new ProxyHeaderParser();
    let isSilent = true;
    const emit = (beginning: Beginning): void => {
      subscriber.next(beginning);
      subscriber.complete();
    };
    const take = (piece: Buffer): Beginning | null => {
      isSilent = false;
      const progress = parser.push(piece);
      if (progress.kind === 'incomplete') return null;
      if (progress.kind === 'invalid') return progress;
      const { header, length, rest } = progress;
      if (rest.length > 0) socket.unshift(rest);
      return { kind: 'header', header, length, hasMore: rest.length > 0 };
    };
    subscriber.add(
      onInput(
        socket,
        () => {
          for (let piece = readFrom(socket); piece !== null; piece = readFrom(socket)) {
            const beginning = take(piece);
            if (beginning === null) continue;
            emit(beginning);
            return;
          }
        },
        () => {
          emit({ kind: 'ended', isSilent });
        },
      ),
    );
  });
}

/** Waits for the first byte of a connection, and leaves it in the socket. Emits whether one came before the end, and completes. */
export function hasInput(socket: Socket): Observable<boolean> {
  return new Observable((subscriber) => {
    const emit = (has: boolean): void => {
      subscriber.next(has);
      subscriber.complete();
    };
    subscriber.add(
      onInput(
        socket,
        () => {
          const piece = readFrom(socket);
          if (piece === null) return;
          socket.unshift(piece);
          emit(true);
        },
        () => {
          emit(false);
        },
      ),
    );
  });
}

/** Calls back when a socket has bytes to read, and at its end, which can be past. Returns a function that stops that. */
function onInput(socket: Socket, onReadable: () => void, onEnd: () => void): () => void {
  socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onEnd);
  if (socket.destroyed) onEnd();
  return () => {
    socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onEnd);
  };
}

function readFrom(socket: Socket): Buffer | null {
  return socket.read() as Buffer | null;
}
