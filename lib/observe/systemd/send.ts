import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Sends assignments such as `READY=1` to the service manager. */
export type Send = (assignments: readonly string[]) => Promise<void>;

const execute = promisify(execFile);

/** After this time the command is ended, in milliseconds. */
const DEADLINE_MS = 5000;

/**
 * Sends by the command `systemd-notify`, which is wherever systemd is. Node opens no datagram sockets of AF_UNIX, and a native package for
 * a few messages a minute would have to be built. A call takes about 5 ms of this process. The unit needs `NotifyAccess=all`,
 * because the message comes from another process of it.
 */
export const sendByCommand: Send = async (assignments) => {
  await execute('systemd-notify', [...assignments], { timeout: DEADLINE_MS, killSignal: 'SIGKILL' });
};
