/**
 * Runs the CLI of tlslp-server, and resolves to its exit code. See server/main.ts, which is loaded on the call only: an import of the
 * library stays small.
 */
export async function main(argv?: readonly string[]): Promise<number> {
  const program = await import('./server/main.js');
  return program.main(argv);
}
