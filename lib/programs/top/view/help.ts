import { span, type Line } from './text.js';

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['↑ ↓  j k', 'select a participant; the list follows'],
  ['PgUp PgDn Space', 'a page up, a page down'],
  ['Home End  g G', 'the top of the list, its end'],
  ['Enter', 'the story of the selected participant; Esc goes back'],
  ['s', 'sort by attention, name, time in the state, tries, last seen'],
  ['f', 'show all, failed, in WORK, answering, done, not done'],
  ['/', 'search names, serial numbers and addresses'],
  ['Esc', 'take back the search and the selection'],
  ['p', 'pause: the screen stays as it is, and the server goes on'],
  ['? h', 'this help'],
  ['q Ctrl-C', 'quit'],
];

const NOTES = [
  'By attention: who failed in the last ten minutes; who is in WORK for more than',
  '80 % of its deadline; who answers; who is in WORK; who failed earlier; who is done.',
  'Times are in the zone of this machine, by the clock of the server.',
];

export function help(): readonly Line[] {
  return [
    [span('KEYS', 'title')],
    [],
    ...KEYS.map(([keys, what]) => [span(`  ${keys.padEnd(18)}`, 'key'), span(what)]),
    [],
    ...NOTES.map((text) => [span(`  ${text}`, 'quiet')]),
  ];
}
