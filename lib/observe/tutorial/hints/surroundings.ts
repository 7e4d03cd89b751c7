/** A text of the conversation that may stand before an answer. */
export interface Known {
  readonly name: string;
  readonly text: string;
}

/** Describes what stands around an answer in its line: the beginning of a hint. */
export function surroundings(before: string, text: string, after: string, known: readonly Known[]): string {
  return `The answer stands in the line, ${place(before, text, after, known)}.`;
}

function place(before: string, text: string, after: string, known: readonly Known[]): string {
  const [head, tail] = [before.trim(), after.trim()];
  return (
    enclosure(head, tail) ??
    prefix(head, text + after, known) ??
    (head === '' ? 'with something after it' : around(tail))
  );
}

function around(tail: string): string {
  return tail === '' ? 'with something before it' : 'with something around it';
}

/** What stands on both sides. */
function enclosure(head: string, tail: string): string | null {
  if (/<[^<>/]+>$/.test(head) && tail.startsWith('</')) return 'in a tag of HTML or XML';
  if (/["'`]$/.test(head) && /^["'`]/.test(tail)) {
    return /^[([]/.test(head) && /[)\]]$/.test(tail)
      ? 'in a list or tuple, in quotes'
      : 'in quotes, with something around them';
  }
  if (/\w\($/.test(head) && tail.startsWith(')')) return 'in the parentheses of a call or wrapper';
  if (/[([{<]$/.test(head) && /^[)\]}>]/.test(tail)) return 'in brackets';
  if (/^[([]/.test(head) && /[)\]]$/.test(tail)) return 'in a list or tuple';
  return null;
}

/** What stands before it alone. */
function prefix(head: string, rest: string, known: readonly Known[]): string | null {
  const repeated = known.find(({ text }) => text === head);
  if (repeated !== undefined) return `with the ${repeated.name} before it`;
  if (/[:=]$/.test(head)) return 'with a label before it';
  if (/^\[.*\]$/.test(head)) return 'with a tag in square brackets before it, as in a log';
  if (/\b\d{1,2}:\d{2}\b[^ ]*$/.test(head)) return 'with a time before it, as in a log';
  if (/^\d+$/.test(head)) {
    const length = Buffer.byteLength(rest);
    return [length, length + 1].includes(Number(head))
      ? 'with its length before it'
      : 'with a number before it';
  }
  return /^[0-9a-f]{64}$/i.test(head) ? 'with a digest before it' : null;
}
