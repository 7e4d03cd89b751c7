import { closest, distance } from 'fastest-levenshtein';

/** A longer name is not a misspelt one, and the distance costs time. */
const MAX_NAME_CHARS = 100;

/** Returns `; did you mean …?` if one of the names is close enough, otherwise an empty text. */
export function suggestion(name: string, names: readonly string[]): string {
  if (name.length > MAX_NAME_CHARS || names.length === 0) return '';
  const plain = plainName(name);
  // All variables begin so. It says nothing of what was meant.
  if (plain === 'tlslp-') return '';
  const best = closest(
    plain,
    names.map((known) => plainName(known)),
  );
  if (distance(plain, best) > Math.max(2, Math.floor(best.length / 3))) return '';
  const known = names.find((candidate) => plainName(candidate) === best);
  return known === undefined ? '' : `; did you mean ${known}?`;
}

/** `workTimeout`, `work_timeout` and `--work-timeout` are `work-timeout`. */
function plainName(name: string): string {
  return name
    .replace(/^-+/, '')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
