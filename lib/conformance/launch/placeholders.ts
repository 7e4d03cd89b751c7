/** Replaces each `{name}` of the words by its value. Words in braces that are no placeholder stay as they are. */
export function fillIn(
  words: readonly string[],
  values: Readonly<Record<string, string | number>>,
): readonly string[] {
  return words.map((word) => word.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all)));
}

/** Returns the values as environment variables: `TLSLP_CHECK_PORT` for `port`. */
export function asEnvironment(values: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`TLSLP_CHECK_${name.toUpperCase()}`, String(value)]),
  );
}
