import { escapeText } from '../../protocol/escape.js';
import type { OpenWorkStore } from '../../work/sticky/open-postgres-work-store.js';
import type { Log } from '../shared/log.js';

const MAX_WHY_CHARS = 1000;

/**
 * Opens the store of work that all servers with this database share. The caller closes it after the last session has ended. A database
 * that is away is logged, and work is kept in memory meanwhile.
 * @param url the `postgresql://` URL of the records
 */
export async function openSharedWork(url: string, log: Pick<Log, 'write'>): Promise<OpenWorkStore> {
  const { openPostgresWorkStore } = await import('../../work/sticky/open-postgres-work-store.js');
  let wasDown = false;
  return openPostgresWorkStore(url, {
    onChange: ({ isUp, why }) => {
      if (isUp) {
        // That it is there from the start goes without saying.
        if (wasDown)
          log.write({ level: 'INFO', fields: {}, message: 'sticky work is in the database again' });
        return;
      }
      wasDown = true;
      log.write({
        level: 'WARNING',
        fields: { why: escapeText(why ?? '', MAX_WHY_CHARS) },
        message: 'sticky work is kept in memory: the database is away',
      });
    },
  });
}
