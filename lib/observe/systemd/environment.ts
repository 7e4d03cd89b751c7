/** What a service manager wants to hear. */
export interface NotifyEnvironment {
  /** The time within which it wants to hear that the server lives, in milliseconds; null if it does not watch. */
  readonly watchdogMs: number | null;
}

const MAX_WATCHDOG_MS = 2 ** 31 - 1;

/**
 * Reads what systemd sets for a unit with `Type=notify`: NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID. sd_notify(3),
 * sd_watchdog_enabled(3). Returns null when no service manager listens.
 */
export function notifyEnvironment(env: NodeJS.ProcessEnv, pid: number): NotifyEnvironment | null {
  const { NOTIFY_SOCKET: socket = '', WATCHDOG_USEC: microseconds = '', WATCHDOG_PID: watched = '' } = env;
  // A path, or an abstract name. Other kinds of socket are for virtual machines.
  if (!/^[/@]./.test(socket)) return null;
  const isOurs = watched === '' || watched === String(pid);
  const watchdogMs = /^[1-9][0-9]{0,15}$/.test(microseconds) ? Number(microseconds) / 1000 : null;
  return { watchdogMs: isOurs && watchdogMs !== null ? Math.min(watchdogMs, MAX_WATCHDOG_MS) : null };
}
