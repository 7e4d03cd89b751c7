import test, { type ExecutionContext } from 'ava';
import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bindAll, type Bound } from '../../../lib/server/accept/bind.js';

async function temporary(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-unix-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function bound(t: ExecutionContext, path: string): Promise<Bound> {
  const server = await bindAll([{ kind: 'unix', path }]);
  t.teardown(() => server.close());
  return server;
}

/** Leaves a socket file behind, as a server does that is killed. */
async function leaveDead(path: string): Promise<void> {
  const script = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  await promisify(execFile)(process.execPath, ['-e', script, path]).catch(() => undefined);
}

test('a unix socket is for its owner, and gone when it is closed', async (t) => {
  const directory = await temporary(t);
  const path = join(directory, 's');
  const server = await bound(t, path);
  t.like(server, { host: '', port: 0, addresses: [], path });
  t.deepEqual(readdirSync(directory), ['s']);
  t.is(lstatSync(path).mode & 0o117, 0, 'nothing for others, and nobody executes it');
  await server.close();
  t.deepEqual(readdirSync(directory), []);
});

test('a socket that nobody listens on is replaced, also the half-made one', async (t) => {
  const directory = await temporary(t);
  const path = join(directory, 's');
  await leaveDead(path);
  await leaveDead(`${path}~`);
  t.deepEqual(readdirSync(directory), ['s', 's~']);
  const server = await bound(t, path);
  t.deepEqual(readdirSync(directory), ['s']);
  await server.close();
});

test('a socket in use is not replaced', async (t) => {
  const path = join(await temporary(t), 's');
  await bound(t, path);
  await t.throwsAsync(bindAll([{ kind: 'unix', path }]), {
    code: 'unusable_address',
    message: `Cannot listen on unix:${path}: another process listens there.`,
  });
  t.true(existsSync(path));
});

test('no other file is replaced', async (t) => {
  const directory = await temporary(t);
  const path = join(directory, 'file');
  writeFileSync(path, 'mine');
  const link = join(directory, 'link');
  symlinkSync(path, link);
  for (const taken of [path, link, directory]) {
    await t.throwsAsync(bindAll([{ kind: 'unix', path: taken }]), {
      message: `Cannot listen on unix:${taken}: another file is there. Remove it, or choose another path.`,
    });
  }
  t.deepEqual(readdirSync(directory), ['file', 'link']);
});

test('a directory that is not there is named', async (t) => {
  const path = join(await temporary(t), 'none', 's');
  await t.throwsAsync(bindAll([{ kind: 'unix', path }]), {
    message: `Cannot listen on unix:${path}: no such directory.`,
  });
});

test('the socket of a later server stays', async (t) => {
  const path = join(await temporary(t), 's');
  const server = await bound(t, path);
  await rm(path);
  const later = createServer().listen(path);
  t.teardown(() => later.close());
  await once(later, 'listening');
  await server.close();
  t.true(existsSync(path));
});

test('when a later place fails, the earlier one is gone', async (t) => {
  const directory = await temporary(t);
  const path = join(directory, 's');
  await t.throwsAsync(
    bindAll([
      { kind: 'unix', path },
      { kind: 'tcp', host: '192.0.2.7', port: 0 },
    ]),
    { message: /^Cannot listen on 192\.0\.2\.7 port 0: this machine has no such address/ },
  );
  t.deepEqual(readdirSync(directory), []);
});
