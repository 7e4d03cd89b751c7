import { parseNBitsFor, type NBitsFor } from '../../config/n-bits-for.js';
import { lowestNBits, type NBits } from '../../config/n-bits.js';
import type { ServerConfig } from '../../config/server-config.js';
import type { Peer } from '../../session/events.js';
import { isAllowed } from '../access/allow-list.js';

type NBitsConfig = Pick<ServerConfig, 'nBits' | 'nBitsFor'>;

/** Returns the rules of `--n-bits-for`, in their order. */
export function nBitsRules({ nBitsFor }: Pick<ServerConfig, 'nBitsFor'>): readonly NBitsFor[] {
  return nBitsFor.map(parseNBitsFor).filter((rule) => rule !== null);
}

/** Returns the number of zero bits, or the range, of the first rule that fits a client; null if none does. */
export function nBitsByRule(rules: readonly NBitsFor[], { client }: Peer): NBits | null {
  if (client === null) return null;
  const fits = ({ kind, name }: NBitsFor): boolean =>
    isAllowed(
      {
        allowCn: kind === 'cn' ? [name] : [],
        allowOu: kind === 'ou' ? [name] : [],
        allowSan: kind === 'san' ? [name] : [],
      },
      client,
    );
  return rules.find(fits)?.nBits ?? null;
}

/** Returns the number of zero bits for a client of a session that stands alone, and follows no load: the lowest of a range. */
export function lowestNBitsFor(config: NBitsConfig, peer: Peer): number {
  if (config.nBitsFor.length === 0) return lowestNBits(config.nBits);
  return lowestNBits(nBitsByRule(nBitsRules(config), peer) ?? config.nBits);
}
