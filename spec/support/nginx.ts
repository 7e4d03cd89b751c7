import test, { type ExecutionContext } from 'ava';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasProgram } from './has-program.js';
import { Program, temporaryDirectory } from './programs.js';

/** Debian installs it where only root looks, and its module for TCP beside it. */
const NGINX = ['nginx', '/usr/sbin/nginx'].find((path) => hasProgram(path, '-v'));
const STREAM_MODULE = '/usr/lib/nginx/modules/ngx_stream_module.so';

/** Declares a test that drives nginx: skipped, with its line in the output, where nginx or its module for TCP is not installed. */
export const withNginx = NGINX === undefined || !existsSync(STREAM_MODULE) ? test.skip : test;

/**
 * Starts an nginx that is gone after the test, and resolves when it listens.
 * @param stream the inside of its `stream` block
 */
export async function startNginx(t: ExecutionContext, stream: string): Promise<Program> {
  if (NGINX === undefined) throw new Error('nginx is not installed.');
  const directory = await temporaryDirectory(t);
  const [config, path] = [join(directory, 'nginx.conf'), join(directory, 'ready.sock')];
  await writeFile(
    config,
    `load_module ${STREAM_MODULE};
daemon off;
master_process off;
pid ${join(directory, 'nginx.pid')};
error_log stderr;
events {}
stream {
  server {
    listen unix:${path};
    return ready;
  }
  ${stream}
}
`,
  );
  const program = new Program(t, NGINX, ['-p', directory, '-e', 'stderr', '-c', config]);
  while (!(await isListening(path))) await Promise.race([delay(10), program.until(() => false)]);
  return program;
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('data', () => {
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
    socket.on('close', () => {
      resolve(false);
    });
  });
}
