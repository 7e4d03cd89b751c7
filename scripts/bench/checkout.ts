import { mkdir, readFile, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.js';
import { THIS_CHECKOUT, type Checkout } from './subjects.js';

/** The number of characters in an abbreviated commit hash. */
const SHORT_COMMIT = 10;

/**
 * Copies a commit of this project to a folder below `directory`, and builds it there. The repository does not change. The caller removes
 * `directory`.
 *
 * @param ref any name of the commit that git accepts
 * @throws {Error} if there is no such commit, or if it does not build
 */
export async function buildCheckout(ref: string, directory: string, signal: AbortSignal): Promise<Checkout> {
  const here = { cwd: THIS_CHECKOUT.root, signal };
  const commit = await commitOf(ref, here);
  const short = commit.slice(0, SHORT_COMMIT);
  const [root, archive] = [join(directory, short), join(directory, `${short}.tar`)];
  await mkdir(root);
  await runCommand('git', ['archive', '--format=tar', `--output=${archive}`, commit], here);
  await runCommand('tar', ['-xf', archive], { cwd: root, signal });
  const there = { cwd: root, signal };
  if (await hasSamePackages(root)) {
    await symlink(await realpath(join(THIS_CHECKOUT.root, 'node_modules')), join(root, 'node_modules'));
  } else {
    await runCommand('npm', ['ci', '--ignore-scripts'], there);
  }
  await runCommand('npm', ['run', 'build'], there);
  return { name: short, root };
}

async function commitOf(
  ref: string,
  here: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<string> {
  try {
    const found = await runCommand(
      'git',
      ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`],
      here,
    );
    return found.trim();
  } catch (cause) {
    throw new Error(`--compare: ${JSON.stringify(ref)} is not a commit of this repository.`, { cause });
  }
}

/** Whether the other checkout needs the same packages that this one has installed. */
async function hasSamePackages(root: string): Promise<boolean> {
  const [ours, theirs] = await Promise.all(
    [THIS_CHECKOUT.root, root].map((folder) => readFile(join(folder, 'package-lock.json'), 'utf8')),
  );
  return ours === theirs;
}
