import type { App } from '../state/app.js';
import { cutLine, lineWidth, span, type Line } from './text.js';

/** Returns the last line: the keys, as many words as fit. */
export function footer({ ui }: App, width: number): Line {
  const { choice, mode, paused } = ui;
  if (mode === 'search') {
    const how = span('  Enter keeps it, Esc takes it back', 'quiet');
    return cutLine([span('/', 'key'), span(choice.search), span('█'), how], width);
  }
  if (mode === 'help' || mode === 'story')
    return cutLine(
      keys([
        ['Esc', 'back'],
        ['↑ ↓', 'scroll'],
      ]),
      width,
    );
  const search = choice.search === '' ? 'search' : `search: ${choice.search}`;
  const last: KeyList = [
    ['?', 'help'],
    ['q', 'quit'],
  ];
  const middle: KeyList = [['/', search], ['↵', 'story'], ['p', paused ? 'go on' : 'pause'], ...last];
  const forms = [
    keys([['s', `sort: ${choice.sort}`], ['f', `show: ${choice.filter}`], ...middle]),
    keys([['s', choice.sort], ['f', choice.filter], ...middle]),
    keys([['s', choice.sort], ['f', choice.filter], ['/', choice.search], ...last]),
  ];
  return forms.find((form) => lineWidth(form) <= width) ?? cutLine(keys(last), width);
}

type KeyList = readonly (readonly [key: string, what: string])[];

function keys(list: KeyList): Line {
  return list.flatMap(([key, what], index) => [
    ...(index === 0 ? [] : [span('  ')]),
    span(key, 'key'),
    span(` ${what}`, 'quiet'),
  ]);
}
