import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { temporaryDirectory } from '../../support/programs.js';

/** A client that does a plain session rightly, and believes everything: it never looks at the order. */
const SOURCE = `
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
const [host, port, ca, cert, key] = process.argv.slice(2);
const socket = connect({ host, port, ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) });
const sha256 = (text) => createHash('sha256').update(text).digest();
let token = '', rest = '';
const answer = (line) => {
  const [word, first, second] = line.split(' ');
  if (word === 'HELLO') return 'HELLOBACK';
  if (word === 'DONE') return 'OK';
  if (word !== 'WORK') return sha256(token + first).toString('hex') + ' value';
  token = first;
  for (let n = 0; ; n++) {
    const digest = BigInt('0x' + sha256(token + n).toString('hex'));
    if (digest % 2n ** BigInt(second) === 0n) return String(n);
  }
};
let code = 1;
socket.on('error', () => undefined).on('close', () => process.exit(code));
socket.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) {
    if (line.startsWith('FAIL')) return socket.end();
    socket.write(answer(line) + '\\n');
    if (line === 'DONE') { code = 0; socket.end(); }
  }
});
`;

/** Writes the client to a file. Returns its command line, with placeholders. */
export async function naiveClient(t: ExecutionContext): Promise<readonly string[]> {
  const path = join(await temporaryDirectory(t), 'client.mjs');
  await writeFile(path, SOURCE);
  return [process.execPath, path, '{host}', '{port}', '{ca}', '{cert}', '{key}'];
}
