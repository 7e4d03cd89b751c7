import { unusableAddress } from './listen.js';

/** The first descriptor that systemd passes. sd_listen_fds(3) */
const FIRST = 3;

/**
 * Returns the number of a descriptor that was passed to this process, as `fd:N` or, by systemd's name for it, as `fd:NAME`.
 *
 * systemd says in the environment what it passed and to which process. Where it says so, a number or a process that does not fit is an
 * error. Where it says nothing, another parent passed the descriptor.
 * @throws {ConfigError} `unusable_address`
 */
export function descriptorOf(
  named: number | string,
  env: NodeJS.ProcessEnv = process.env,
  pid: number = process.pid,
): number {
  const { LISTEN_PID: owner = '', LISTEN_FDS: count = '', LISTEN_FDNAMES: names = '' } = env;
  const refuse = (why: string): Error => unusableAddress(`fd:${named}`, null, why, null);
  if (count === '') {
    if (typeof named === 'number') return named;
    throw refuse(
      'only systemd names descriptors, and LISTEN_FDNAMES is not set. Give its number, such as fd:3',
    );
  }
  if (owner !== '' && owner !== String(pid)) {
    throw refuse(
      `LISTEN_PID says that it is for process ${owner.slice(0, 20)}, and this is ${pid}. Let a wrapper script end in "exec"`,
    );
  }
  const passed = /^[0-9]{1,6}$/.test(count) ? Number(count) : 0;
  if (typeof named === 'number') {
    if (named < FIRST + passed) return named;
    throw refuse(`systemd passed ${passed === 0 ? 'none' : `${FIRST} to ${FIRST + passed - 1}`}`);
  }
  const index = names.split(':').slice(0, passed).indexOf(named);
  if (index >= 0) return FIRST + index;
  throw refuse('systemd passed none of that name. Its FileDescriptorName= gives it one');
}
