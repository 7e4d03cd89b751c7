import type { ReadStream, WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import type { Key as InkKey } from 'ink';
import { Subject, type Observable } from 'rxjs';
import { showsColour } from '../shared/colour.js';
import { flushAtExit } from '../shared/flush-at-exit.js';
import type { InkModules } from './load-ink.js';
import type { Key } from './state/keys.js';
import type { Line, Style } from './view/text.js';

/** Paints lines on the alternate screen of a terminal, and reads its keys. */
export interface Painter {
  paint(lines: readonly Line[]): void;
  /** Errors if painting fails. */
  readonly keys: Observable<Key>;
  /** Gives the terminal back as it was. */
  close(): void;
}

// The alternate screen. A line that is wider than it was counted to be must not wrap: terminals do not agree on the widths of emoji.
const ENTER = '\u001b[?1049h\u001b[H\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?1049l\u001b[?25h';

/** Takes the terminal. It is given back by `close`, and at the latest when the process exits. */
export function openPainter({ ink, react }: InkModules, stdout: WriteStream, stdin: ReadStream): Painter {
  const { createElement } = react;
  const styles = showsColour(stdout) ? COLOURED : PLAIN;
  const keys = new Subject<Key>();

  function View({ lines }: { readonly lines: readonly string[] }) {
    ink.useInput(
      (input, key) => {
        for (const pressed of keysOf(input, key)) keys.next(pressed);
      },
      { isActive: stdin.isTTY },
    );
    // Ink keeps the size of each text that it has ever measured, so that a view with clocks would grow for weeks. It measures the
    // children of a Transform, which here are always the same, and shows what the transform makes of them.
    const transform = (_: string, index: number): string => lines[index] ?? '';
    return createElement(
      ink.Transform,
      { transform },
      createElement(ink.Text, null, lines.map(() => '.').join('\n')),
    );
  }

  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    forget();
    instance.unmount();
    stdout.write(LEAVE);
  };
  const forget = flushAtExit(close);
  stdout.write(ENTER);
  const instance = ink.render(createElement(View, { lines: [] }), {
    stdout: withoutEnd(stdout),
    stdin,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  instance.waitUntilExit().catch((error: unknown) => {
    keys.error(error);
  });
  return {
    paint: (lines) => {
      instance.rerender(createElement(View, { lines: lines.map((line) => painted(line, styles)) }));
    },
    keys,
    close,
  };
}

/**
 * A terminal that has room below. Where an output is as high as the terminal, and it is after the terminal became lower, ink clears it
 * together with what the user can scroll back to.
 */
function withoutEnd(stdout: WriteStream): WriteStream {
  return new Proxy(stdout, {
    get: (target, name) => {
      if (name === 'rows') return Number.MAX_SAFE_INTEGER;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

type Format = Parameters<typeof styleText>[0];
type Formats = Readonly<Record<Style, Format>>;

/** Without colours, words and marks say the same. */
const PLAIN: Formats = {
  title: 'bold',
  quiet: 'dim',
  good: [],
  bad: 'bold',
  warning: [],
  busy: [],
  selected: 'inverse',
  alarm: ['inverse', 'bold'],
  key: 'bold',
};

const COLOURED: Formats = {
  ...PLAIN,
  good: 'green',
  bad: ['red', 'bold'],
  warning: 'yellow',
  busy: 'cyan',
  alarm: ['red', 'inverse', 'bold'],
};

function painted(line: Line, styles: Formats): string {
  return line
    .map(({ text, style, strong = false }) => {
      const shown = style === undefined ? text : styleText(styles[style], text);
      return strong ? styleText('bold', shown) : shown;
    })
    .join('');
}

const NAMED = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['pageUp', 'pageUp'],
  ['pageDown', 'pageDown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'erase'],
  ['delete', 'erase'],
] as const satisfies readonly (readonly [keyof InkKey, Key['name']])[];

/** Characters that are keys. They come alone, or among others where several keys were pressed before the first was read. */
const CHARACTERS: ReadonlyMap<string, Key['name']> = new Map([
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\u001b', 'escape'],
  ['\u007f', 'erase'],
  ['\u0003', 'interrupt'],
]);

function keysOf(input: string, key: InkKey): readonly Key[] {
  if (key.ctrl) return [{ name: input === 'c' ? 'interrupt' : 'text', text: '' }];
  const named = NAMED.find(([name]) => key[name]);
  if (named !== undefined) return [{ name: named[1], text: '' }];
  return Array.from(input, (character): Key => {
    const name = CHARACTERS.get(character);
    return name === undefined ? { name: 'text', text: character } : { name, text: '' };
  });
}
