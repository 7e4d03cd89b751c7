import { readFileSync } from 'node:fs';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { Exit, Running } from '../../../../lib/conformance/launch/launcher.js';
import type { ServerLauncher, ServerTarget } from '../../../../lib/conformance/launch/server-launcher.js';
import { AskedLines, Failed } from './asked-lines.js';
import type { Memory, ServerBehaviour } from './behaviour.js';
import { CORRECT } from './correct-server.js';
import { playSession } from './session.js';

const KEPT_LATER_MS = 1000;
const TRY_AGAIN_MS = 50;

/** A server that runs inside the test, and what it keeps. */
export interface InProcessServer {
  readonly launcher: ServerLauncher;
  /** Its records, as JSON. */
  readonly records: () => Promise<string>;
}

/** Creates a server that does all right, apart from the mistakes. Its records outlive a kill. */
export function inProcessServer(mistakes: Partial<ServerBehaviour> = {}): InProcessServer {
  const behaviour: ServerBehaviour = { ...CORRECT, ...mistakes };
  const disk: string[] = [];
  let killed = false;
  return {
    records: () => Promise.resolve(JSON.stringify({ kept: disk })),
    launcher: {
      start: (target) => {
        if (killed && !behaviour.startsAfterKill) return endedAtOnce();
        const running = new InProcess(target, behaviour, disk).running;
        return {
          ...running,
          kill: (signal) => {
            killed ||= signal === 'SIGKILL';
            running.kill(signal);
          },
        };
      },
    },
  };
}

function endedAtOnce(): Running {
  const none = (): Buffer => Buffer.alloc(0);
  const exit: Exit = { code: 3, signal: null, overrun: null, failedToStart: null };
  return { exited: Promise.resolve(exit), stdout: none, stderr: none, kill: () => undefined };
}

class InProcess {
  readonly running: Running;
  readonly #behaviour: ServerBehaviour;
  readonly #disk: string[];
  readonly #keyPem: string;
  readonly #memory: Memory = {
    ...{ waiting: new Map(), sessions: 0, open: 0 },
    ...{ lastToken: '', lastRandomString: '' },
  };
  readonly #front = createTcpServer();
  readonly #connections = new Set<Socket>();
  readonly #sessions = new Set<AskedLines>();
  readonly #queue: (() => void)[] = [];
  #output = '';
  #isOver = false;
  #end: (exit: Exit) => void = () => undefined;

  constructor(target: ServerTarget, behaviour: ServerBehaviour, disk: string[]) {
    this.#behaviour = behaviour;
    this.#disk = disk;
    this.#keyPem = readFileSync(target.key, 'utf8');
    this.running = {
      exited: new Promise((resolve) => (this.#end = resolve)),
      stdout: () => Buffer.from(this.#output),
      stderr: () => Buffer.alloc(0),
      kill: (signal) => {
        if (signal === 'SIGKILL') this.#exit({ code: null, signal });
        else this.#stop();
      },
    };
    this.#listen(target);
  }

  #listen({ port, cert, ca }: ServerTarget): void {
    const { tls, handshakeMs, onHandshakeError, portTaken, maxConnections } = this.#behaviour;
    const server = createTlsServer(
      tls({
        cert: readFileSync(cert, 'utf8'),
        key: this.#keyPem,
        ca: readFileSync(ca, 'utf8'),
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        handshakeTimeout: handshakeMs,
      }),
    );
    const tcpOf = new Map<number, Socket>();
    server.on('secureConnection', (socket) => {
      const tcp = tcpOf.get(socket.remotePort ?? -1);
      socket.on('error', () => undefined);
      if (tcp !== undefined) this.#begin(socket, tcp);
    });
    server.on('tlsClientError', (_, socket) => {
      const tcp = tcpOf.get(socket.remotePort ?? -1);
      if (tcp !== undefined) onHandshakeError(tcp, this.#exitWith);
      else socket.destroy();
    });
    this.#front.on('connection', (tcp) => {
      if (this.#connections.size >= maxConnections) {
        tcp.destroy();
        return;
      }
      const from = tcp.remotePort ?? -1;
      tcpOf.set(from, tcp.setNoDelay(true));
      this.#connections.add(tcp);
      tcp.on('error', () => undefined);
      tcp.on('close', () => {
        this.#connections.delete(tcp);
        if (tcpOf.get(from) === tcp) tcpOf.delete(from);
        if (this.#isOver) this.#endIfIdle();
      });
      server.emit('connection', tcp);
    });
    this.#front.on('error', (error) => {
      this.#output += `${error.message}\n`;
      if (portTaken !== null) this.#exitWith(portTaken);
      else {
        setTimeout(() => {
          if (!this.#isOver) this.#front.listen(port, '127.0.0.1');
        }, TRY_AGAIN_MS);
      }
    });
    this.#front.listen(port, '127.0.0.1');
  }

  #begin(socket: TLSSocket, tcp: Socket): void {
    const { admits, atOnce } = this.#behaviour;
    if (!admits(socket, this.#memory)) {
      socket.destroy();
      return;
    }
    const begin = (): void => {
      this.#memory.open += 1;
      void this.#play(socket, tcp).finally(() => {
        this.#memory.open -= 1;
        this.#queue.shift()?.();
      });
    };
    if (this.#memory.open >= atOnce) this.#queue.push(begin);
    else begin();
  }

  async #play(socket: TLSSocket, tcp: Socket): Promise<void> {
    const { failLine, close, closeAfterOk, onDone, onFailed, onGone, prints } = this.#behaviour;
    const lines = new AskedLines(socket, this.#behaviour);
    this.#sessions.add(lines);
    try {
      await playSession(socket, lines, {
        behaviour: this.#behaviour,
        memory: this.#memory,
        keep: (values) => this.#disk.push(...values),
        keepLater: (values) => {
          setTimeout(() => {
            if (!this.#isOver) this.#disk.push(...values);
          }, KEPT_LATER_MS);
        },
        print: (session, text) => {
          this.#output += prints(session, text, this.#keyPem);
        },
      });
      closeAfterOk(socket, tcp);
      onDone(this.#exitWith);
    } catch (error) {
      if (error instanceof Failed) {
        socket.write(`${failLine(error.reason, error.text)}\n`);
        close(socket, tcp);
        onFailed(this.#exitWith, () => {
          for (const session of this.#sessions) session.stop();
        });
      } else {
        socket.destroy();
        onGone(this.#exitWith);
      }
    } finally {
      this.#sessions.delete(lines);
    }
  }

  #stop(): void {
    const { onTerm } = this.#behaviour;
    if (onTerm === 'nothing') return;
    if (onTerm === 'keep_port') {
      this.#front.unref();
      this.#end({ code: 0, signal: null, overrun: null, failedToStart: null });
      return;
    }
    this.#isOver = true;
    this.#front.close();
    if (onTerm === 'tell') for (const session of this.#sessions) session.stop();
    if (onTerm === 'cut') for (const tcp of this.#connections) tcp.destroy();
    this.#endIfIdle();
  }

  #endIfIdle(): void {
    if (this.#connections.size === 0) this.#exitWith(0);
  }

  readonly #exitWith = (code: number): void => {
    this.#exit({ code, signal: null });
  };

  #exit(how: Pick<Exit, 'code' | 'signal'>): void {
    this.#isOver = true;
    this.#front.close();
    for (const tcp of this.#connections) tcp.destroy();
    this.#end({ ...how, overrun: null, failedToStart: null });
  }
}
