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
  session: { title: 'Sessions', anchor: 'what-a-client-owes' },
  hello: { title: 'HELLO', anchor: 'the-conversation' },
  work: { title: 'The proof of work', anchor: 'solving' },
  checksums: { title: 'Checksums', anchor: 'the-checksums' },
  turns: { title: 'Turns', anchor: 'taking-turns' },
  wire: { title: 'The wire', anchor: 'reading-lines' },
  framing: { title: 'Framing', anchor: 'framing' },
  values: { title: 'Values', anchor: 'values' },
  fail: { title: 'FAIL', anchor: 'fail' },
  ends: { title: 'Ends of the connection', anchor: 'closing' },
  silence: { title: 'Silence', anchor: 'time-limits' },
  time: { title: 'Deadlines', anchor: 'deadlines-and-limits' },
  lines: { title: 'Broken lines', anchor: 'commands' },
  order: { title: 'Order', anchor: 'order' },
  n_bits: { title: 'n_bits', anchor: 'commands' },
  tls: { title: 'TLS', anchor: 'verifying-the-server' },
  load: { title: 'Many at once', anchor: 'deadlines-and-limits' },
  records: { title: 'Kept answers', anchor: 'when-it-fails' },
  run: { title: 'The program', anchor: 'success' },
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
