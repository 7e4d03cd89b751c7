import { isUtf8 } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:crypto';
import type { ServerBehaviour } from './behaviour.js';

/** The deadline of the other steps, in milliseconds. Long enough for a machine that is busy. */
export const OTHER_MS = 4000;
export const WORK_MS = 10_000;
/** Not a multiple of 4, so that hexadecimal digits are not enough. */
export const N_BITS = 5;

const LINGER_MS = 5000;

/** SHA-256 of two texts, nothing between. */
export function sha256(first: string, second = ''): Buffer {
  return createHash('sha256').update(first).update(second).digest();
}

/** How many zero bits a digest ends in. */
export function zeroBits(digest: Buffer): number {
  const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.length - 1 - bits.lastIndexOf('1');
}

export const fresh = (): string => randomBytes(16).toString('base64url');

/** A server that does all as the contract says. */
export const CORRECT: ServerBehaviour = {
  // A ticket would let a client in without its certificate.
  tls: (options) => ({ ...options, secureOptions: constants.SSL_OP_NO_TICKET }),
  handshakeMs: OTHER_MS,
  onHandshakeError: (tcp) => tcp.destroy(),
  admits: (socket) => socket.authorized,
  atOnce: Infinity,
  maxConnections: Infinity,

  maxLine: 999,
  lengthOf: (bytes) => bytes.length,
  readIsLine: false,
  waitsForLf: false,
  decode: (bytes) => (isUtf8(bytes) ? bytes.toString() : null),
  clean: (text) => text,
  early: 'fail',

  hello: 'HELLO',
  withHello: '',
  isHelloback: (text) => text === 'HELLOBACK',
  isOk: (text) => text === 'OK',
  nBits: N_BITS,
  token: fresh,
  workLine: (token, nBits) => `WORK ${token} ${nBits}`,
  solves: (token, suffix, nBits) => zeroBits(sha256(token, suffix)) >= nBits,
  keepsToken: false,
  sticky: true,
  names: ['FULL_NAME', 'EMAIL1', 'COUNTRY'],
  randomString: fresh,
  requestLine: (name, randomString) => `${name} ${randomString}`,
  split: (text) => {
    const at = text.indexOf(' ');
    return at < 0
      ? { checksum: text, value: '' }
      : { checksum: text.slice(0, at), value: text.slice(at + 1) };
  },
  isChecksum: (checksum, { token, randomString }) => checksum === sha256(token, randomString).toString('hex'),

  otherMs: OTHER_MS,
  doneMs: OTHER_MS,
  workMs: WORK_MS,
  bytesExtend: false,
  oneDeadline: false,

  failLine: (reason) => `FAIL ${reason}`,
  close: (socket) => {
    // What still comes is read, so that TCP does not reset.
    socket.resume().end();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  },
  closeAfterOk: (socket) => {
    socket.resume().end();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  },
  onGone: () => undefined,
  onFailed: () => undefined,
  onDone: () => undefined,

  keeps: 'before_done',
  kept: (value) => value,

  onTerm: 'tell',
  portTaken: 1,
  startsAfterKill: true,
  prints: ({ number }) => `session ${number}\n`,
};
