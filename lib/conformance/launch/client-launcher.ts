import type { Launcher, Target } from './launcher.js';
import { asEnvironment, fillIn } from './placeholders.js';
import { spawnProgram } from './spawned.js';

/** How a client that the kit starts shows that it has reached DONE. */
export interface SuccessRule {
  /** Its exit code. */
  readonly exitCode: number;
  /** A text that its output must hold too; null for none. */
  readonly text: string | null;
}

/** Creates a launcher that starts this command line, with the placeholders `{host} {port} {ca} {cert} {key}` filled in. */
export function clientLauncher(
  argv: readonly string[],
  success: SuccessRule,
  maxMemoryBytes: number,
): Launcher {
  return {
    start: (target: Target) => {
      const values = { ...target };
      return spawnProgram(fillIn(argv, values), { env: asEnvironment(values), maxMemoryBytes });
    },
    isSuccess: ({ code }, stdout, stderr) =>
      code === success.exitCode &&
      (success.text === null || stdout.includes(success.text) || stderr.includes(success.text)),
  };
}
