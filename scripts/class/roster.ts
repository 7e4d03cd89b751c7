import type { SeededRandom } from './random.js';

const FIRST = ['Ada', 'Zoë', 'Jürgen', 'Søren', 'Łukasz', 'Şebnem', 'Anaïs', 'Đorđe', 'Ólafur', 'Niamh'];
const LAST = ['Lovelace', 'Müller-Lüdenscheidt', "O'Brien", 'Čapek', 'Nguyễn', 'Øster', 'García', 'Weiß'];

/** Names that a list, a terminal or a page may get wrong: wide characters, quotes, a formula, marks, right to left, the longest name. */
const DIFFICULT = [
  '王小明',
  '佐藤 花子',
  '김민준',
  'Дарья Соколова',
  'محمد علي',
  "Conan 'Doc' O'Neill",
  'Max “Mäxchen” Mustermann',
  '=SUM(A1)',
  'Nguyễn Thị Minh Khai',
  'Zoe\u0308 Decomposed',
  '🚀 Astrid',
  '@Alex, 10b & <b>Co',
  'Maria del Carmen de los Ángeles Fernández de la Vega y Sotomayor',
  '鈴木 一郎太郎左衛門之助義経信長秀吉家康',
];

/** What a certificate must not have in its name, because the name is also that of a folder. */
const FORBIDDEN = /[<>:"/\\|?*]/g;

/** Returns as many different names. The difficult ones come first; a number makes the last ones different. */
export function namesOf(count: number, random: SeededRandom): string[] {
  const simple = FIRST.flatMap((first) => LAST.map((last) => `${first} ${last}`));
  const names = [...DIFFICULT, ...random.shuffled(simple)].map((name) => name.replace(FORBIDDEN, ''));
  for (let number = 2; names.length < count; number++) names.push(`Alex Kim ${number}`);
  return names.slice(0, count);
}

/** Returns the roster as a spreadsheet would save it. */
export function rosterCsv(names: readonly string[]): string {
  const rows = names.map((name, n) => [name, n % 2 === 0 ? '10a' : '10b', `p${n + 1}@school.example`]);
  return [['name', 'ou', 'email'], ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
