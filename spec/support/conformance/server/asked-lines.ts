import type { TLSSocket } from 'node:tls';
import type { ServerBehaviour } from './behaviour.js';

const LF = 0x0a;

/** Ends a session with a FAIL line. */
export class Failed extends Error {
  readonly reason: string;
  /** The line that was wrong; empty if there is none. */
  readonly text: string;

  constructor(reason: string, text = '') {
    super(reason);
    this.reason = reason;
    this.text = text;
  }
}

/** The client has gone. */
export class Gone extends Error {}

/** The lines of one client, which come when they are asked for. */
export class AskedLines {
  readonly #behaviour: ServerBehaviour;
  #unread: Buffer = Buffer.alloc(0);
  #isOver = false;
  #stopped = false;
  #wake: () => void = () => undefined;

  constructor(socket: TLSSocket, behaviour: ServerBehaviour) {
    this.#behaviour = behaviour;
    this.#isOver = socket.destroyed;
    socket.on('data', (chunk: Buffer) => {
      this.#unread = Buffer.concat([this.#unread, chunk]);
      this.#wake();
    });
    const over = (): void => {
      this.#isOver = true;
      this.#wake();
    };
    socket.on('end', over);
    socket.on('close', over);
  }

  /** Fails the session: the server is stopping. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** Looks for a line that nobody has asked for. */
  refuseEarly(): void {
    const { early } = this.#behaviour;
    if (early === 'keep') return;
    if (!this.#unread.includes(LF)) return;
    if (early === 'fail') throw new Failed('receiving. A line came that nobody asked for.');
    this.#unread = Buffer.alloc(0);
  }

  /** Resolves to the next line. */
  async next(limitMs: number): Promise<string> {
    const { bytesExtend } = this.#behaviour;
    const late = new AbortController();
    const onLate = (): void => {
      late.abort();
      this.#wake();
    };
    let timer = setTimeout(onLate, limitMs);
    try {
      for (;;) {
        const line = this.#take();
        if (line !== null) return line;
        if (this.#stopped) throw new Failed('Server is stopping.');
        if (this.#isOver) throw new Gone();
        if (late.signal.aborted) throw new Failed(`receiving. No answer within ${limitMs} ms.`);
        await new Promise<void>((resolve) => (this.#wake = resolve));
        if (!bytesExtend) continue;
        clearTimeout(timer);
        timer = setTimeout(onLate, limitMs);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #take(): string | null {
    const { maxLine, lengthOf, readIsLine, waitsForLf, decode, clean } = this.#behaviour;
    const at = this.#unread.indexOf(LF);
    const isWhole = at >= 0 || (readIsLine && this.#unread.length > 0);
    const line = at >= 0 ? this.#unread.subarray(0, at) : this.#unread;
    if (lengthOf(line) > maxLine && (isWhole || !waitsForLf)) {
      throw new Failed('receiving. The line is too long.');
    }
    if (!isWhole) return null;
    this.#unread = at >= 0 ? this.#unread.subarray(at + 1) : Buffer.alloc(0);
    const text = decode(line);
    if (text === null) throw new Failed('receiving. The line is not UTF-8.', line.toString('latin1'));
    return clean(text);
  }
}
