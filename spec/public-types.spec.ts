import test from 'ava';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ROOT } from './docs/documents.js';

interface Package {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const { exports, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Package;

/** Packages that users have who import anything, or that come with ours. */
const THERE = new Set(['rxjs', ...Object.keys(dependencies)]);

/** What a subpath may need besides: it is for those who have it. */
const NEEDED: Readonly<Record<string, readonly string[]>> = { './traces': ['@opentelemetry/api'] };

/** Returns the packages whose types the declarations of a file need, each with the file that names it. */
function packagesOf(types: string): Map<string, string> {
  const packages = new Map<string, string>();
  const seen = new Set<string>();
  const waiting = [resolve(ROOT, types)];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(
      /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g,
    )) {
      if (name.startsWith('.')) waiting.push(resolve(dirname(path), name.replace(/[.]js$/, '.d.ts')));
      else if (!name.startsWith('node:')) packages.set(name, path);
    }
  }
  return packages;
}

for (const [subpath, target] of Object.entries(exports)) {
  if (typeof target === 'string') continue;
  test(`the types of ${subpath} need no package that its users may not have`, (t) => {
    const packages = packagesOf(target.types);
    const allowed = new Set([...THERE, ...(NEEDED[subpath] ?? [])]);
    t.deepEqual(
      [...packages].filter(([name]) => !allowed.has(name)),
      [],
    );
  });
}
