import { isAbsolute, relative } from 'node:path';
import { CHECK } from './command-lines.js';
import { quoteWords } from './quote-words.js';

/** Returns how this program was started, as its user would type it again: `npx tlslp-check`, a path below this directory, or its name. */
export function calledAs(
  path: string = process.argv[1] ?? '',
  env: NodeJS.ProcessEnv = process.env,
  directory: string = process.cwd(),
): string {
  if (env['npm_command'] === 'exec') return `npx ${CHECK}`;
  const below = relative(directory, path);
  const isBelow = path.endsWith(`/${CHECK}`) && !below.startsWith('..') && !isAbsolute(below);
  return isBelow ? quoteWords([below]) : CHECK;
}
