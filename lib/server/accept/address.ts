const GROUPS = 8;

/** Returns an IPv4 address as IPv4, also where a dual-stack socket shows it as `::ffff:192.0.2.7`; other addresses unchanged. */
export function plainAddress(address: string): string {
  // Most addresses are plain already.
  if (!address.includes(':') || !/ffff:/i.test(address)) return address;
  const [a, b, c, d, e, marker, high = 0, low = 0] = groupsOf(address);
  if (marker !== 0xffff || [a, b, c, d, e].some((group) => group !== 0)) return address;
  return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
}

/** Returns the eight groups of an IPv6 address, which the kernel or Node's parser has checked. A zone (`%eth0`) is left out. */
export function groupsOf(address: string): number[] {
  const [text = ''] = address.split('%', 1);
  const [before = [], after] = text.split('::', 2).map(numbersOf);
  if (after === undefined) return before;
  const zeros = Math.max(0, GROUPS - before.length - after.length);
  return [...before, ...Array.from({ length: zeros }, () => 0), ...after];
}

function numbersOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return Number.parseInt(group, 16);
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
