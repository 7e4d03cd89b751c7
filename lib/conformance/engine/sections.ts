/** A section of the report. */
export type Section =
  | 'session'
  | 'work'
  | 'turns'
  | 'wire'
  | 'values'
  | 'fail'
  | 'ends'
  | 'silence'
  | 'lines'
  | 'order'
  | 'n_bits'
  | 'tls'
  | 'run'
  | 'hello'
  | 'framing'
  | 'checksums'
  | 'time'
  | 'load'
  | 'records'
  | 'stop';

/** The titles of the sections, and the anchors of their rules in docs/protocol.md, in the order of the report. */
export const SECTIONS: Readonly<Record<Section, { readonly title: string; readonly anchor: string }>> = {
  session: { title: 'Sessions', anchor: 'the-conversation' },
  hello: { title: 'HELLO', anchor: 'the-conversation' },
  work: { title: 'The proof of work', anchor: 'the-proof-of-work' },
  checksums: { title: 'Checksums', anchor: 'the-checksums' },
  turns: { title: 'Turns', anchor: 'the-conversation' },
  wire: { title: 'The wire', anchor: 'framing' },
  framing: { title: 'Framing', anchor: 'framing' },
  values: { title: 'Values', anchor: 'framing' },
  fail: { title: 'FAIL', anchor: 'when-it-fails' },
  ends: { title: 'Ends of the connection', anchor: 'when-it-fails' },
  silence: { title: 'Silence', anchor: 'deadlines-and-limits' },
  time: { title: 'Deadlines', anchor: 'deadlines-and-limits' },
  lines: { title: 'Broken lines', anchor: 'framing' },
  order: { title: 'Order', anchor: 'the-conversation' },
  n_bits: { title: 'n_bits', anchor: 'the-conversation' },
  tls: { title: 'TLS', anchor: 'tls' },
  load: { title: 'Many at once', anchor: 'deadlines-and-limits' },
  records: { title: 'Kept answers', anchor: 'when-it-fails' },
  run: { title: 'The program', anchor: 'when-it-fails' },
  stop: { title: 'Stopping', anchor: 'when-it-fails' },
};

/** The place of a rule, as a report shows it: `docs/protocol.md#framing`. */
export function placeOf({
  section,
  anchor,
}: {
  readonly section: Section;
  readonly anchor?: string;
}): string {
  return `docs/protocol.md#${anchor ?? SECTIONS[section].anchor}`;
}
