import type * as Ink from 'ink';
import type * as React from 'react';
import { ConfigError } from '../../protocol/errors.js';
import { codeOf } from '../../protocol/system-errors.js';

/** The versions that are tested. The package names ranges of them as optional peers. */
export const INK_VERSION = '6.8.0';
export const REACT_VERSION = '19.3.1';

export interface InkModules {
  readonly ink: typeof Ink;
  readonly react: typeof React;
}

/**
 * Loads the packages of the live view.
 * @throws {ConfigError} `unusable_file`: they are not installed; the message has the command that installs them
 */
export async function loadInk(): Promise<InkModules> {
  // The development build of React is slower, and checks what a test has checked.
  process.env['NODE_ENV'] ??= 'production';
  // Ink paints nothing before its end where a variable tells of a CI. Whoever has a terminal wants to see it.
  delete process.env['CI'];
  delete process.env['CONTINUOUS_INTEGRATION'];
  try {
    const [ink, react] = await Promise.all([import('ink'), import('react')]);
    return { ink, react };
  } catch (cause) {
    if (codeOf(cause) !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new ConfigError(
      'unusable_file',
      `The live view needs two more packages: npm install ink@${INK_VERSION} react@${REACT_VERSION} (with --global if tlslp-server is global). ` +
        'Without them, --once prints the status as text.',
      { cause },
    );
  }
}
