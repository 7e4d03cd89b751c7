import { randomUUID } from 'node:crypto';
import { DEFAULT_N_BITS_TARGET } from '../../config/difficulty-options.js';
import { isDatabaseUrl } from '../../config/records-options.js';
import type { GroupDifficulty } from '../../work/difficulty/postgres/group-difficulty.js';
import type { Log } from '../shared/log.js';
import type { ServerOptions } from './options.js';

/** A report is small, and the next one comes soon: nobody waits long for it. In milliseconds. */
const TIMEOUTS = { connectTimeoutMs: 5000, statementTimeoutMs: 5000 } as const;

/**
 * Returns the difficulty of all servers that keep their records in this database; null where each has its own: without a range of bits, or
 * without a database. The caller closes it.
 */
export async function groupDifficulty(
  { config, program }: ServerOptions,
  log: Pick<Log, 'write'>,
): Promise<GroupDifficulty | null> {
  const { nBits, nBitsTarget, workTimeout } = config;
  const url = program.records;
  if (typeof nBits === 'number' || typeof url !== 'string' || !isDatabaseUrl(url)) return null;
  const [{ GroupDifficulty: Group }, { settingsOf }, { connect }, { databaseProblem }] = await Promise.all([
    import('../../work/difficulty/postgres/group-difficulty.js'),
    import('../../work/difficulty/settings.js'),
    import('../../postgres/connect.js'),
    import('../../postgres/unusable.js'),
  ]);
  return new Group(settingsOf(nBits, nBitsTarget ?? DEFAULT_N_BITS_TARGET, workTimeout), {
    server: randomUUID(),
    connect: () => connect(url, { applicationName: 'tlslp-server difficulty', ...TIMEOUTS }),
    onReach: (error) => {
      log.write(
        error === null
          ? { level: 'INFO', fields: {}, message: 'n_bits follows the load of all servers again' }
          : {
              level: 'WARNING',
              fields: { why: databaseProblem(error) },
              message: 'n_bits follows the load of this server alone',
            },
      );
    },
  });
}
