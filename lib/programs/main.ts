/**
 * Runs the CLI of tlslp-server, and resolves to its exit code; see server/main.ts. Loaded when it is called: who imports the library for a
 * session does not pay for a program.
 */
export async function main(argv?: readonly string[]): Promise<number> {
  const program = await import('./server/main.js');
  return program.main(argv);
}
