import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../protocol/errors.js';
import { escapeText, showPath } from '../protocol/escape.js';
import { codeOf, systemErrorText } from '../protocol/system-errors.js';

/**
 * Returns the parameters of a service, as libpq reads them: from the file that is named, else from `~/.pg_service.conf`, else from
 * `pg_service.conf` in `PGSYSCONFDIR`.
 * @param file the path of the file; null for the usual ones
 * @throws {ConfigError} `unusable_database`: no file has the service, or a file cannot be read
 */
export async function readService(
  name: string,
  file: string | null,
  env: NodeJS.ProcessEnv,
  home: string,
): Promise<ReadonlyMap<string, string>> {
  const directory = env['PGSYSCONFDIR'];
  const paths = [
    file ?? join(home, '.pg_service.conf'),
    ...(directory === undefined || directory === '' ? [] : [join(directory, 'pg_service.conf')]),
  ];
  for (const path of paths) {
    const text = await textOf(path, file !== null && path === file);
    const found = text === null ? null : sectionOf(text, name);
    if (found !== null) return found;
  }
  throw new ConfigError(
    'unusable_database',
    `The service "${escapeText(name)}" is not in ${paths.map(showPath).join(' or ')}.`,
  );
}

/** Returns null for a file that is not there, and need not be. */
async function textOf(path: string, isNamed: boolean): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' && !isNamed) return null;
    throw new ConfigError(
      'unusable_database',
      `The service file ${showPath(path)} cannot be read: ${systemErrorText(cause)}.`,
      { cause },
    );
  }
}

/** Returns the parameters of the first section with this name; null if there is none. */
function sectionOf(text: string, name: string): Map<string, string> | null {
  let found: Map<string, string> | null = null;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      if (found !== null) return found;
      if (line === `[${name}]`) found = new Map();
      continue;
    }
    const index = line.indexOf('=');
    if (found !== null && index > 0) found.set(line.slice(0, index).trim(), line.slice(index + 1).trim());
  }
  return found;
}
