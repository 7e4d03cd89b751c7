import type { OptionTable } from '../../config/option-table.js';
import { SERVER_OPTIONS } from '../../config/server-options.js';
import { escapeText } from '../../protocol/escape.js';

/** Returns an option of the server as its user writes it, such as `n-bits` for `nBits`. */
export function optionKey(property: string): string {
  const table: OptionTable = SERVER_OPTIONS;
  return table[property]?.flag.slice(2) ?? escapeText(property);
}
