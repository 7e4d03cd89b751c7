import { access } from 'node:fs/promises';

/**
 * Returns an unused path for what is replaced now: `PATH.20261128T193654Z`, before the extension if one is given.
 * @param extension such as `.pem`; the path ends with it
 * @param now the time in the name; the present when not given
 */
export async function dated(path: string, extension = '', now = new Date()): Promise<string> {
  const time = now.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  const base = extension === '' ? path : path.slice(0, -extension.length);
  for (let n = 1; ; n++) {
    const candidate = `${base}.${time}${n === 1 ? '' : `-${n}`}${extension}`;
    if (!(await exists(candidate))) return candidate;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
