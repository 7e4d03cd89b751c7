import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';

/**
 * The baseline: the same transcript in as little code as possible, with Node's defaults. It checks no answer, has no deadline and no
 * limit, and keeps and reports nothing.
 */
const [certPath = '', keyPath = '', caPath = ''] = process.argv.slice(2);
const NAMES = ['FULL_NAME', 'EMAIL1', 'EMAIL2', 'SOCIAL', 'BIRTHDATE', 'COUNTRY', 'ADDR_LINE1', 'ADDR_LINE2'];
const REQUESTS = 20;

const server = createServer({
  cert: readFileSync(certPath),
  key: readFileSync(keyPath),
  ca: readFileSync(caPath),
  requestCert: true,
  rejectUnauthorized: true,
});

server.on('secureConnection', (socket) => {
  const commands = ['HELLO', `WORK ${randomBytes(48).toString('base64url')} 0`];
  for (let i = 0; i < REQUESTS; i++) commands.push(`${NAMES[i % NAMES.length] ?? ''} random${i}`);
  commands.push('DONE');
  let asked = 0;
  let rest = '';
  const next = (): void => {
    const command = commands[asked++];
    if (command === undefined) socket.end();
    else socket.write(`${command}\n`);
  };
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(next);
  });
  socket.on('error', () => socket.destroy());
  next();
});

server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  console.log(`Server listening on tls://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
