// `npm run picture`: draws docs/tutorial.svg, the picture of a tutorial session in the README, from the program's own narration. A spec
// checks that the file is up to date.
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { createHash } from 'node:crypto';
import { EMPTY, from } from 'rxjs';
import { DEFAULT_BODY_NAMES, DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../lib/protocol/constants.js';
import { planCommands } from '../lib/session/plan.js';
import { session } from '../lib/session/session.js';
import { cryptoRandom } from '../lib/server/random.js';
import { createNarrator } from '../lib/observe/tutorial/narrator.js';

const FILE = 'docs/tutorial.svg';
const N_BITS = 22;
const SUFFIX = 'n3032842';

const LINE_HEIGHT = 18;
const CHARACTER_WIDTH = 7.83;
const MARGIN = 16;
const COLUMNS = 100;

/** The SVG styles of the narration's ANSI codes, on a dark background: bold, dim, red, green, yellow, magenta, cyan. */
const STYLES: Readonly<Record<string, string>> = {
  '1': 'fill="#ffffff" font-weight="bold"',
  '2': 'fill="#8b949e"',
  '31': 'fill="#ff7b72"',
  '32': 'fill="#7ee787"',
  '33': 'fill="#e3b341"',
  '35': 'fill="#d2a8ff"',
  '36': 'fill="#79c0ff"',
};

/** Returns the narration of a session that fails at its third step, because the client uses the wrong hash. */
function narration(): string {
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const planned = planCommands(
    {
      nBits: N_BITS,
      token: DEFAULT_TOKEN,
      randomString: DEFAULT_RANDOM_STRING,
      bodyNames: DEFAULT_BODY_NAMES,
      requests: DEFAULT_BODY_NAMES.length,
      failRate: 0,
      inOrder: true,
    },
    cryptoRandom,
  );
  const sha1 = createHash('sha1').update(DEFAULT_TOKEN + DEFAULT_RANDOM_STRING);
  const lines = ['HELLOBACK', SUFFIX, `${sha1.digest('hex')} Ada Lovelace`];
  session(from(lines), { id: 'picture', ...planned, send: () => EMPTY }).subscribe(
    createNarrator({ write, colour: true }),
  );
  return text.trimEnd();
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Draws one line of a terminal as SVG. Each styled part becomes one `tspan`. */
function drawLine(line: string, index: number): string {
  const y = MARGIN + (index + 1) * LINE_HEIGHT;
  const spans = line
    .replace(/[&<>]/g, escapeXml)
    .replace(/\u001b\[(\d+)m(.*?)\u001b\[0m/g, (_all, code: string, text: string) => {
      return `<tspan ${STYLES[code] ?? ''}>${text}</tspan>`;
    });
  return `  <text x="${MARGIN}" y="${y}">${spans}</text>`;
}

export function drawPicture(): string {
  const lines = narration().split('\n');
  const width = Math.ceil(2 * MARGIN + COLUMNS * CHARACTER_WIDTH);
  const height = 2 * MARGIN + (lines.length + 1) * LINE_HEIGHT;
  const drawn = lines.map((line, index) => ({ line, index })).filter(({ line }) => line !== '');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" xml:space="preserve">
  <title>A tutorial session: HELLO and WORK pass; then the client's checksum is wrong, and the server says why</title>
  <style>text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #c9d1d9 }</style>
  <rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${drawn.map(({ line, index }) => drawLine(line, index)).join('\n')}
</svg>
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await writeFile(FILE, drawPicture());
