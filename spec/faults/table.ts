import { randomBytes } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import {
  attackOf,
  comeAndGo,
  dripping,
  halfClosed,
  many,
  ofEveryKind,
  resetting,
  saying,
  sessionsThat,
  waitingInWork,
  type Attack,
} from '../support/attackers.js';
import { testCertificates } from '../support/certificates.js';
import { clientHello, type TlsLineClient } from '../support/line-client.js';
import { MISBEHAVIOURS } from '../support/misbehaviour.js';
import type { Account } from './helpers/account.js';

/** Something that goes wrong, with so many connections, while others are served. */
export interface Fault {
  readonly connections: number;
  readonly args?: readonly string[];
  /** Whether all its connections stay open until an honest client has been served. */
  readonly stays?: boolean;
  /** Resolves when it is at its worst. */
  readonly begin: (port: number, t: ExecutionContext) => Promise<Attack>;
  /** What the server has to make of its connections; only that it makes one thing of each, when not given. */
  readonly account?: Partial<Account>;
  readonly check?: (t: ExecutionContext, log: string) => void;
}

const MEGABYTE = Buffer.alloc(1_000_000, 'x');
const EACH = 3;
/** Everybody else is served within this, on a machine that does much else. */
const SHORT = ['--other-timeout', '5'];
const TLS_1_2 = { maxVersion: 'TLSv1.2' } as const;

/** As many as a minute of CPU time allows; FAULT_SESSIONS=10000 for the whole, where a process may open so many files. */
const WAITING = Number(process.env['FAULT_SESSIONS'] ?? 2000);

export const FAULTS: Readonly<Record<string, Fault>> = {
  '200 silent connections': {
    connections: 200,
    args: SHORT,
    stays: true,
    begin: (port) => saying(port, 200, () => Buffer.alloc(0)),
    account: { refused: ['handshake_timeout'], sessions: {} },
  },
  '100 connections of garbage': {
    connections: 100,
    begin: (port) => saying(port, 100, (n) => Buffer.concat([Buffer.of(n), randomBytes(20 + n * 40)])),
    account: { sessions: {} },
  },
  '60 resets in mid-handshake': {
    connections: 60,
    begin: async (port) => resetting(port, 60, await clientHello()),
    account: { refused: ['reset'], sessions: {} },
  },
  '2,000 clients that come and go': {
    connections: 2000,
    begin: async (port) => {
      const hello = await clientHello();
      await many(2000, (n) => comeAndGo(port, n, hello), 50);
      return attackOf([]);
    },
    account: { sessions: { disconnected: 500 } },
  },
  'thousands of sessions that wait in WORK, and leave together': {
    connections: WAITING,
    stays: true,
    begin: (port, t) => waitingInWork(t, port, WAITING),
    account: { refused: [], sessions: { disconnected: WAITING } },
  },
  'three of every misbehaviour that has a name': {
    connections: Object.keys(MISBEHAVIOURS).length * EACH,
    args: SHORT,
    begin: (port) => Promise.resolve(ofEveryKind(port, EACH)),
  },
  '40 peers that have ended their side and still read': {
    connections: 40,
    begin: async (port) => attackOf(await many(40, (n) => halfClosed(port, n))),
    account: { refused: ['reset'], sessions: { disconnected: 20 } },
  },
  '20 peers that send 2 MB and then read their FAIL': {
    connections: 20,
    begin: (port) =>
      sessionsThat(port, 20, 'HELLO', ({ socket }) => {
        socket.pause();
        socket.write(MEGABYTE);
        socket.write(MEGABYTE, () => socket.resume());
      }),
    account: { refused: [], sessions: { line_too_long: 20 } },
  },
  '20 sessions whose TLS records are broken on the way': {
    connections: 20,
    begin: (port) =>
      sessionsThat(port, 20, /^(HELLO|WORK)$/, ({ below }, _, n) => {
        below.write(Buffer.concat([Buffer.from('1703030020', 'hex'), Buffer.alloc(0x20, n)]));
      }),
    account: { refused: [], sessions: { disconnected: 20 } },
  },
  '20 clients whose subject is hostile': {
    connections: 20,
    begin: (port) => sessionsThat(port, 20, 'HELLO', finish, { identity: testCertificates().oddClient }),
    account: { refused: [], sessions: { done: 20 } },
    check: (t, log) => {
      t.false(/[^\n\P{C}]/u.test(log), 'no character that a terminal would obey');
    },
  },
  '20 clients that write byte by byte and read slowly': {
    connections: 20,
    begin: async (port) => {
      const clients = await many(20, () => dripping(port));
      for (const client of clients) void client.converse();
      return attackOf(clients);
    },
    account: { refused: [], sessions: { done: 20 } },
  },
  '20 clients that renegotiate': {
    connections: 20,
    begin: (port) =>
      sessionsThat(
        port,
        20,
        'HELLO',
        (client, command) => {
          client.socket.renegotiate({}, () => null);
          return finish(client, command);
        },
        TLS_1_2,
      ),
    account: { refused: [] },
  },
};

function finish(client: TlsLineClient, command: string): Promise<string | null> {
  return client.answer(command).converse();
}
