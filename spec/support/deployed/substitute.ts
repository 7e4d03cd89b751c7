/** A line of a documented file, or a part of one, and what it is here. */
export type Substitutions = Readonly<Record<string, string>>;

/**
 * Puts the places of a test into a documented file.
 * @throws {Error} a text is not in the file exactly once: then the file was changed, and the test is no longer of that file
 */
export function substitute(text: string, substitutions: Substitutions): string {
  return Object.entries(substitutions).reduce((changed, [from, to]) => {
    const pieces = changed.split(from);
    if (pieces.length !== 2)
      throw new Error(`${JSON.stringify(from)} is there ${pieces.length - 1} times, not once`);
    return pieces.join(to);
  }, text);
}
