/**
 * @peculiar/x509 uses dependency injection, which needs the metadata functions of an old proposal on `Reflect`. The package has no
 * polyfill of its own. These are the three functions that it calls. Import this file before the package.
 */

type Target = object;
type Entries = Map<unknown, unknown>;

const metadata = new WeakMap<Target, Entries>();

function defineMetadata(key: unknown, value: unknown, target: Target): void {
  const entries: Entries = metadata.get(target) ?? new Map();
  metadata.set(target, entries.set(key, value));
}

function getOwnMetadata(key: unknown, target: Target): unknown {
  return metadata.get(target)?.get(key);
}

function getMetadata(key: unknown, target: Target): unknown {
  for (let at: object | null = target; at !== null; at = Reflect.getPrototypeOf(at)) {
    if (metadata.get(at)?.has(key)) return getOwnMetadata(key, at);
  }
  return undefined;
}

if (!('getMetadata' in Reflect)) Object.assign(Reflect, { defineMetadata, getOwnMetadata, getMetadata });
