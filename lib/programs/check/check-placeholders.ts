import { distance } from 'fastest-levenshtein';
import { describeText, invalidOption } from '../../config/rules.js';

/** As many letters may differ in a misspelt placeholder. */
const MAX_TYPOS = 2;

/**
 * Refuses a command line with a misspelt placeholder, such as `{prot}`: it would reach the program as it is. Other words in braces are the
 * program's own.
 * @throws {ConfigError} `invalid_option`
 */
export function checkPlaceholders(words: readonly string[], names: readonly string[]): void {
  for (const [, word = ''] of words.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)])) {
    if (names.includes(word)) continue;
    const meant = names.find((name) => distance(name, word) <= MAX_TYPOS);
    if (meant === undefined) continue;
    throw invalidOption(describeText(`{${word}}`), '', `is no placeholder: do you mean {${meant}}?`);
  }
}
