import { readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { freePort } from '../free-port.js';
import { childrenOf } from '../children.js';
import { hasProgram } from '../has-program.js';
import { Program, temporaryDirectory } from '../programs.js';
import { DEPLOY, IS_ROOT } from './deploy-files.js';
import { substitute, type Substitutions } from './substitute.js';

// Debian's is where only root looks.
const NGINX = hasProgram('nginx', '-v') ? 'nginx' : '/usr/sbin/nginx';
const WORKERS = 2;

export const hasNginxStream = (): boolean =>
  hasProgram(NGINX, '-v') && existsSync('/usr/lib/nginx/modules/ngx_stream_module.so');

/** Returns the documented configuration with the places of a test. */
async function nginxConfig(
  directory: string,
  port: number,
  servers: readonly [a: number, b: number],
  changes: Substitutions,
): Promise<string> {
  return substitute(await readFile(join(DEPLOY, 'nginx.conf'), 'utf8'), {
    'worker_processes auto;': `worker_processes ${WORKERS};`,
    // A process of a test may open fewer files.
    'worker_rlimit_nofile 50000;': '',
    'worker_connections 24000;': 'worker_connections 2000;',
    ...(IS_ROOT ? {} : { 'user www-data;': '' }),
    'pid /run/nginx.pid;': `pid ${join(directory, 'nginx.pid')};\ndaemon off;`,
    '/var/log/nginx/error.log': 'stderr',
    '/var/log/nginx/tlslp.log': join(directory, 'tlslp.log'),
    'server 10.0.0.11:1234': `server 127.0.0.1:${servers[0]}`,
    'server 10.0.0.12:1234': `server 127.0.0.1:${servers[1]}`,
    'listen 1234 ': `listen 127.0.0.1:${port} `,
    'listen [::]:1234 ipv6only=on backlog=4096 so_keepalive=60s:15s:4;': '',
    ...changes,
  });
}

/** Real nginx with the documented configuration, in front of two servers. Its workers give up root's rights, as the file says. */
export class DeployedNginx {
  readonly port: number;
  readonly #program: Program;
  readonly #directory: string;

  private constructor(program: Program, port: number, directory: string) {
    this.#program = program;
    this.port = port;
    this.#directory = directory;
  }

  static async start(
    t: ExecutionContext,
    servers: readonly [a: number, b: number],
    changes: Substitutions = {},
  ): Promise<DeployedNginx> {
    const directory = await temporaryDirectory(t);
    const port = await freePort();
    const config = join(directory, 'nginx.conf');
    await writeFile(config, await nginxConfig(directory, port, servers, changes));
    const tested = new Program(t, NGINX, ['-t', '-c', config]);
    const { code } = await tested.ended;
    if (code !== 0 || /\[(warn|emerg)\]/.test(tested.stderr)) throw new Error(tested.stderr);
    const program = new Program(t, NGINX, ['-c', config]);
    // Its workers would outlive a master that is killed. SIGTERM ends them at once.
    t.teardown(() => program.stop());
    // It writes its number when it listens. The check of the configuration has made the file, and wrote nothing.
    while ((await readFile(join(directory, 'nginx.pid'), 'utf8')) === '') await delay(20);
    return new DeployedNginx(program, port, directory);
  }

  /** What it logs: a line for each connection that has ended. */
  log(): Promise<string> {
    return readFile(join(this.#directory, 'tlslp.log'), 'utf8');
  }

  /** Its processes but the master. */
  workers(): Promise<readonly number[]> {
    return childrenOf(this.#program.child.pid ?? 0);
  }

  /** Reloads it: new workers take the listening sockets, the old ones keep their sessions. Resolves when all the new ones run. */
  async reload(): Promise<void> {
    const before = await this.workers();
    this.#program.signal('SIGHUP');
    const isNew = (pid: number): boolean => !before.includes(pid);
    while ((await this.workers()).filter(isNew).length < WORKERS) await delay(20);
  }
}
