const directory = process.env['NODE_V8_COVERAGE'];

/**
 * Importing this leaves child processes out of the coverage. Each would take a third of a second more, and nearly all that they run is
 * covered by the tests' own processes.
 */
delete process.env['NODE_V8_COVERAGE'];

/** The environment of a child process that is part of the coverage, because it alone runs some code. */
export const COVERED: NodeJS.ProcessEnv = directory === undefined ? {} : { NODE_V8_COVERAGE: directory };
