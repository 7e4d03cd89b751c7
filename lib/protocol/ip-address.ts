/** The number of 16-bit groups of an IPv6 address. */
const GROUPS = 8;

/** The prefix of an IPv4-mapped IPv6 address, `::ffff:0:0/96`, as groups. */
const MAPPED = [0, 0, 0, 0, 0, 0xffff];

/** Returns the four bytes of an IPv4 address: decimal numbers without leading zeros. Null for any other text. */
export function ipv4Bytes(text: string): readonly number[] | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return null;
  const bytes = match.slice(1).map(Number);
  // Some read a leading zero as octal.
  return bytes.every((byte) => byte <= 255) && bytes.join('.') === text ? bytes : null;
}

/** Returns the eight groups of an IPv6 address, with a `::` or an IPv4 address at its end or without. Null for any other text, and for one with a zone. */
export function ipv6Groups(text: string): readonly number[] | null {
  const [before = '', after, ...more] = text.split('::');
  if (more.length > 0) return null;
  const [head, tail] = [groupsOf(before, after === undefined), groupsOf(after ?? '', true)];
  if (head === null || tail === null) return null;
  const zeros = GROUPS - head.length - tail.length;
  // A "::" stands for one group or more.
  if (after === undefined ? zeros !== 0 : zeros < 1) return null;
  return [...head, ...Array.from({ length: zeros }, () => 0), ...tail];
}

/** Returns the groups of a part of an IPv6 address, which may be empty. Only the last part can end in an IPv4 address. */
function groupsOf(part: string, isLast: boolean): readonly number[] | null {
  if (part === '') return [];
  const texts = part.split(':');
  const groups: number[] = [];
  for (const [at, text] of texts.entries()) {
    if (/^[0-9A-Fa-f]{1,4}$/.test(text)) {
      groups.push(Number.parseInt(text, 16));
      continue;
    }
    const bytes = isLast && at === texts.length - 1 ? ipv4Bytes(text) : null;
    if (bytes === null) return null;
    const [a = 0, b = 0, c = 0, d = 0] = bytes;
    groups.push(a * 256 + b, c * 256 + d);
  }
  return groups;
}

/** Formats the eight groups of an IPv6 address as RFC 5952 wants it: `2001:db8::1`, and `::ffff:192.0.2.7` for a mapped one. */
export function ipv6Text(groups: readonly number[]): string {
  const ipv4 = mappedIpv4(groups);
  if (ipv4 !== null) return `::ffff:${ipv4}`;
  const texts = groups.map((group) => group.toString(16));
  const { start, length } = longestZeros(groups);
  if (length < 2) return texts.join(':');
  return `${texts.slice(0, start).join(':')}::${texts.slice(start + length).join(':')}`;
}

/** Returns whether the groups are those of an IPv4-mapped address. */
export function isMapped(groups: readonly number[]): boolean {
  return MAPPED.every((group, at) => groups[at] === group);
}

/** Returns the IPv4 address of an IPv4-mapped address; null for any other. */
export function mappedIpv4(groups: readonly number[]): string | null {
  if (!isMapped(groups)) return null;
  const [high = 0, low = 0] = groups.slice(MAPPED.length);
  return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
}

/** Returns the first of the longest runs of zeros. */
function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (const [at, group] of groups.entries()) {
    if (group !== 0) start = at + 1;
    else if (at + 1 - start > longest.length) longest = { start, length: at + 1 - start };
  }
  return longest;
}
