/** The role of a text, which sets its colour on a terminal. */
export type Tone = 'plain' | 'title' | 'server' | 'client' | 'good' | 'bad' | 'warning' | 'hint' | 'quiet';

/** Adds a terminal's codes for a tone to a text, or returns the text as it is. */
export type Paint = (tone: Tone, text: string) => string;

// ECMA-48, "Select Graphic Rendition". Only the 16 basic colours, because they follow the terminal's theme.
const CODES: Readonly<Record<Tone, string>> = {
  plain: '',
  title: '1',
  server: '36',
  client: '35',
  good: '32',
  bad: '31',
  warning: '33',
  hint: '33',
  quiet: '2',
};

export function painter(colour: boolean): Paint {
  if (!colour) return (_tone, text) => text;
  return (tone, text) =>
    CODES[tone] === '' || text === '' ? text : `\u001b[${CODES[tone]}m${text}\u001b[0m`;
}
