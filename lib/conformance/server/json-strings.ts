/** Returns every string in a text of JSON: one document, or one a line. Lines that are no JSON do not count. */
export function stringsOf(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const whole = parsed(text);
  if (whole === undefined) for (const line of text.split('\n')) collect(parsed(line), found);
  else collect(whole, found);
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function collect(value: unknown, found: Set<string>): void {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') found.add(next);
    else if (typeof next === 'object' && next !== null) open.push(...Object.values<unknown>({ ...next }));
  }
}
