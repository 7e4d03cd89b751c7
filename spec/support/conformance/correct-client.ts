import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { Behaviour } from './behaviour.js';
import { parseLine } from './client-commands.js';

const HASHES_AT_ONCE = 500;

/** A client that does all right. */
export const CORRECT: Behaviour = {
  read: (path) => readFileSync(path),
  host: ({ host }) => host,
  tls: (options, { host }) => ({
    ...options,
    checkServerIdentity: identify,
    // An address is no server name: RFC 6066, section 3.
    ...(isIP(host) === 0 ? { servername: host } : {}),
  }),
  onSecure: () => undefined,

  maxLineBytes: 999,
  cut: (unread) => {
    const at = unread.indexOf(0x0a);
    return at < 0 ? null : { line: unread.subarray(0, at), rest: unread.subarray(at + 1) };
  },
  lastLine: () => null,
  decode: (line) => {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
    } catch {
      return null;
    }
  },
  clean: (text) => text,
  words: (text) => text.split(' '),
  tokenRule: /^[A-Za-z0-9_-]{1,128}$/,
  nameRule: /^[A-Z0-9_]{1,128}$/,
  isFail: (text) => text === 'FAIL' || text.startsWith('FAIL '),
  nBits: (word) => (/^(0|[1-9][0-9]?)$/.test(word) && Number(word) <= 64 ? Number(word) : null),
  parse: parseLine,
  mayFollow: ({ step }, { kind }) => {
    if (kind === 'hello') return step === 'none';
    if (kind === 'work') return step === 'hello';
    return step === 'work' || step === 'request';
  },
  noticesEarly: true,
  onBadLine: () => null,

  hash: (text) => createHash('sha256').update(text).digest(),
  fits: (digest, nBits) => BigInt.asUintN(nBits, BigInt(`0x${digest.toString('hex')}`)) === 0n,
  candidate: String,
  solve: async (token, nBits, { candidate, hash, fits }, stop) => {
    for (let nth = 0; ; nth++) {
      const suffix = candidate(nth);
      if (fits(hash(token + suffix), nBits)) return suffix;
      if (nth % HASHES_AT_ONCE !== 0) continue;
      await turn();
      stop.throwIfAborted();
    }
  },
  watchesWhileSolving: true,
  checksum: (token, randomString, { hash }) => hash(token + randomString).toString('hex'),
  value: (name) => `The value of  ${name.slice(0, 20)} ✓`,
  answer: async (command, memory, behaviour, stop) => {
    switch (command.kind) {
      case 'hello':
        return 'HELLOBACK';
      case 'work':
        return behaviour.solve(command.token, command.nBits, behaviour, stop);
      case 'done':
        return 'OK';
      case 'request': {
        const nth = memory.asked.get(command.name) ?? 0;
        const value = behaviour.value(command.name, nth);
        return `${behaviour.checksum(memory.token, command.randomString, behaviour)} ${value}`;
      }
    }
  },
  write: (socket, answer) => writeAll(socket, Buffer.concat([Buffer.from(answer), Buffer.from('\n')])),

  lineLimitMs: 20_000,
  bytesExtendLimit: false,
  onFail: (reason) => ({ ok: false, reason: `The server says: ${JSON.stringify(reason)}` }),
  onEnd: (reason) => ({ ok: false, reason }),
  afterOk: (socket) => closeInOrder(socket),
  afterFailure: (socket) => closeInOrder(socket),

  exitCode: ({ ok }) => (ok ? 0 : 1),
  report: ({ ok, reason }, { stdout, stderr }) => {
    if (ok) stdout('Done.\n');
    else stderr(`Failed: ${reason}\n`);
  },
  reportValue: () => undefined,
  onSignal: () => 'default',
  left: [],
};

/** Node takes the common name for the name of a server without alternative names: RFC 9525, section 6.3, does not. */
function identify(host: string, certificate: PeerCertificate): Error | undefined {
  if (certificate.subjectaltname === undefined) return new Error('The certificate has no alternative names.');
  return checkServerIdentity(host, certificate);
}

/** Writes these bytes. Resolves when the system has them. */
export function writeAll(socket: TLSSocket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

const CLOSE_LIMIT_MS = 3000;

/** Says close_notify, and waits a moment for the server to do the same. */
export function closeInOrder(socket: TLSSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, CLOSE_LIMIT_MS);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (socket.destroyed) done();
    socket.on('close', done);
    // What still comes is thrown away: the end of the server is behind it.
    socket.resume();
    socket.end();
  });
}
