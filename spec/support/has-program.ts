import { spawnSync } from 'node:child_process';

/** Whether a program is there, and takes these arguments. A test that drives it is skipped where it is not. */
export function hasProgram(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

export const hasPython = (): boolean => hasProgram('python3', '--version');

/** A C compiler with the headers and libraries of OpenSSL 3. */
export const hasC = (): boolean =>
  hasProgram(
    'sh',
    '-c',
    `printf '#include <openssl/ssl.h>\nint main(void) { return !EVP_MD_fetch(0, "SHA256", 0); }' |
     cc -xc -o /dev/null - -lssl -lcrypto`,
  );

/** A JDK of Java 17 or newer: a JRE has no compiler. */
export const hasJava = (): boolean => hasProgram('javac', '--release', '17', '-version');
