import { ConfigError } from '../../protocol/errors.js';
import { needsRestart } from '../../server/reload.js';
import { loadServerOptions, type LoadedServerOptions } from './load-options.js';
import type { ServerOptions } from './options.js';
import { changesNeedingRestart } from './restart.js';

/**
 * Returns a function that reads the options again, from the same arguments. It rejects with a ConfigError of one line if anything
 * is wrong, or if a running server cannot change what has changed (`needs_restart`).
 */
export function readsAgain(
  atStart: LoadedServerOptions,
  argv: readonly string[],
): () => Promise<ServerOptions> {
  return async () => {
    const result = await loadServerOptions(argv);
    if (result.kind === 'refused') {
      const [first, ...others] = result.mistakes.map(({ message }) => message);
      const more = others.length === 0 ? '' : ` (${others.length} more: --check-config lists all mistakes)`;
      throw new ConfigError('invalid_option', `${first ?? ''}${more}`);
    }
    const names = changesNeedingRestart(atStart, result);
    if (names.length === 0) return result.options;
    throw needsRestart(names);
  };
}
