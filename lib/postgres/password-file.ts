import { readFile, stat } from 'node:fs/promises';
import { showPath } from '../protocol/escape.js';
import { codeOf, systemErrorText } from '../protocol/system-errors.js';

/** What a line of a password file has to match. */
export interface PasswordFor {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

export interface FoundPassword {
  /** Null if no line matches. */
  readonly password: string | null;
  /** Why a file that is there was not used; null if it was, or if there is none. */
  readonly problem: string | null;
}

/** Permission bits of anybody but the owner. */
const OTHERS = 0o077;
const NONE: FoundPassword = { password: null, problem: null };

/**
 * Looks a password up in a file such as `~/.pgpass`, as libpq does: `HOST:PORT:DATABASE:USER:PASSWORD` a line, `*` for any, the first line
 * that matches counts. A file that others can read is not used.
 */
export async function findPassword(path: string, wanted: PasswordFor): Promise<FoundPassword> {
  let text;
  try {
    const stats = await stat(path);
    if (process.platform !== 'win32' && (stats.mode & OTHERS) !== 0) {
      return {
        password: null,
        problem: `the password file ${showPath(path)} is not used, because other users can read it: set its mode to 600`,
      };
    }
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return NONE;
    return {
      password: null,
      problem: `the password file ${showPath(path)} cannot be read: ${systemErrorText(error)}`,
    };
  }
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) continue;
    const password = matchLine(fieldsOf(line.replace(/\r$/, '')), wanted);
    if (password !== null) return { password, problem: null };
  }
  return NONE;
}

function matchLine(fields: readonly string[], { host, port, database, user }: PasswordFor): string | null {
  const [ofHost, ofPort, ofDatabase, ofUser, password] = fields;
  if (password === undefined || password === '') return null;
  const matches = (field: string | undefined, value: string): boolean => field === '*' || field === value;
  // A socket of this machine is called localhost there.
  const hostMatches = matches(ofHost, host) || (host.startsWith('/') && ofHost === 'localhost');
  const others = matches(ofPort, String(port)) && matches(ofDatabase, database) && matches(ofUser, user);
  return hostMatches && others ? password : null;
}

/** Splits a line at its colons. A backslash makes the next character an ordinary one. */
function fieldsOf(line: string): string[] {
  const fields = [''];
  for (let index = 0; index < line.length; index++) {
    const char = line[index] ?? '';
    if (char === ':' && fields.length < 5) fields.push('');
    else fields.push(`${fields.pop() ?? ''}${char === '\\' ? (line[++index] ?? '') : char}`);
  }
  return fields;
}
