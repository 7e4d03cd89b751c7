import test from 'ava';
import fc from 'fast-check';
import {
  press,
  START,
  topFor,
  type Key,
  type Shown,
  type Ui,
} from '../../../../lib/programs/top/state/keys.js';

const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const SHOWN: Shown = { ids: IDS, page: 3, hidden: 5 };

/** `s` is a character, `<down>` a key with a name. */
function keyOf(text: string): Key {
  const [, name] = /^<(\w+)>$/.exec(text) ?? [];
  return name === undefined ? { name: 'text', text } : { name: name as Key['name'], text: '' };
}

const after = (keys: string, ui: Ui = START, shown: Shown = SHOWN): Ui =>
  keys
    .split(' ')
    .map(keyOf)
    .reduce((now, key) => press(now, key, shown), ui);

const selects = test.macro<[keys: string, selected: string | null, top: number]>({
  exec(t, keys, selected, top) {
    const ui = after(keys);
    t.deepEqual([ui.selected, ui.top], [selected, top]);
  },
  title: (_, keys) => `in the list: ${keys}`,
});

test(selects, '<down>', 'a', 0);
test(selects, 'j j', 'b', 0);
test(selects, 'j j j j', 'd', 1);
test(selects, 'j j j j k', 'c', 1);
test(selects, 'j j j j k k k <up> <up>', 'a', 0);
test(selects, '<pageDown>', 'd', 1);
test(selects, '<pageDown> <pageDown>', 'f', 3);
test(selects, '<end>', 'f', 3);
test(selects, 'G <pageUp>', 'c', 2);
test(selects, 'G g', null, 0);
test(selects, 'G <home>', null, 0);
test(selects, 'G <escape>', null, 0);
test(selects, 'G s', null, 0);

test('a list without rows selects nothing', (t) => {
  const shown = { ids: [], page: 3, hidden: 0 };
  for (const key of ['<down>', '<up>', 'G', '<pageDown>', '<enter>']) {
    t.deepEqual(after(key, START, shown), START, key);
  }
});

test('s goes through the orders, f through the states', (t) => {
  t.is(after('s').choice.sort, 'name');
  t.is(after('s s s s s').choice.sort, 'attention');
  t.is(after('f').choice.filter, 'failed');
  t.is(after('f f f f f f').choice.filter, 'all');
});

test('a search takes characters until Enter or Esc', (t) => {
  const typing = after('/ q s ä');
  t.is(typing.mode, 'search');
  t.is(typing.choice.search, 'qsä');
  t.is(after('<erase>', typing).choice.search, 'qs');
  t.deepEqual([after('<enter>', typing).mode, after('<enter>', typing).choice.search], ['list', 'qsä']);
  t.deepEqual([after('<escape>', typing).mode, after('<escape>', typing).choice.search], ['list', '']);
  t.is(after('<escape>', after('<enter>', typing)).choice.search, '', 'Esc in the list takes it back');
  t.is(after('<down>', typing).selected, 'a');
  t.is(after('<end>', typing), typing);
});

test('what is pasted is searched for without control characters, and is cut', (t) => {
  const ui = press(after('/'), { name: 'text', text: `a\u001b\r\n${'b'.repeat(1000)}` }, SHOWN);
  t.is(ui.choice.search, `a${'b'.repeat(59)}`);
});

test('Enter shows the story of the selected participant, of the first if none is', (t) => {
  t.deepEqual([after('<enter>').mode, after('<enter>').selected], ['story', 'a']);
  t.is(after('j j <enter>').selected, 'b');
  t.is(after('<enter> <escape>').mode, 'list');
});

test('a story and the help scroll as far as they have lines', (t) => {
  for (const open of ['<enter>', '?', 'h']) {
    t.is(after(`${open} j j`).textTop, 2);
    t.is(after(`${open} j k <up>`).textTop, 0);
    t.is(after(`${open} <down> <pageDown> <pageDown>`).textTop, 5);
    t.is(after(`${open} G`).textTop, 5);
    t.is(after(`${open} <end> <pageUp>`).textTop, 2);
    t.is(after(`${open} <end> g`).textTop, 0);
    t.is(after(`${open} x`).textTop, 0);
  }
  t.is(after('? q').mode, 'list');
});

test('p pauses and goes on', (t) => {
  t.true(after('p').paused);
  t.false(after('p p').paused);
});

test('q ends the list, Ctrl-C everything', (t) => {
  t.is(after('q').mode, 'ended');
  for (const keys of ['<interrupt>', '/ <interrupt>', '? <interrupt>', '<enter> <interrupt>', 'q j']) {
    t.is(after(keys).mode, 'ended', keys);
  }
});

test('another key does nothing', (t) => {
  for (const key of ['x', 'Q', 'jj', '<erase>']) t.is(after(key), START, key);
});

test('any keys leave a list that is full, with the selected row in it', (t) => {
  const keys = fc.array(fc.constantFrom('j', 'k', 'G', 'g', '<pageUp>', '<pageDown>', '<down>', '<up>'), {
    minLength: 1,
  });
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 9 }), (pressed, page) => {
      const { selected, top } = after(pressed.join(' '), START, { ids: IDS, page, hidden: 0 });
      const index = selected === null ? top : IDS.indexOf(selected);
      return top >= 0 && top <= Math.max(0, IDS.length - page) && index >= top && index < top + page;
    }),
  );
  t.pass();
});

test('the first row of a list that became shorter', (t) => {
  t.is(topFor(40, 2, 5, 3), 2);
  t.is(topFor(40, 40, 5, 3), 2);
  t.is(topFor(0, -1, 0, 3), 0);
});
