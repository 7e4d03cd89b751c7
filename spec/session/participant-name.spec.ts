import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { escapeText } from '../../lib/protocol/escape.js';
import { participantName } from '../../lib/session/participant-name.js';

const nameOf = (cn: string | readonly string[]) => participantName({ subject: { CN: cn } });

test('the common name, or none', (t) => {
  t.is(participantName(null), null);
  t.is(participantName({ subject: {} }), null);
  t.is(nameOf(''), null);
  t.is(nameOf('Max Müller'), 'Max Müller');
  t.is(nameOf(['Max', 'Moritz']), 'Max, Moritz');
  t.is(nameOf('x'.repeat(40)), 'x'.repeat(40));
  t.is(nameOf('x'.repeat(41)), `${'x'.repeat(40)}…`);
  t.is(nameOf(`${'x'.repeat(38)}\u001b!`), `${'x'.repeat(38)}…`);
});

test('what fits is escaped as its characters are, and nothing is lost', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 45 }), (cn) => {
      const escaped = Array.from(cn, (char) => escapeText(char)).join('');
      if (escaped.length <= 40) assert.equal(nameOf(cn), escaped);
      else assert.match(nameOf(cn) ?? '', /…$/);
    }),
  );
  t.pass();
});

test('a hostile name is short, and has nothing that a terminal would obey', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (cn) => {
      const name = nameOf(cn) ?? '';
      assert.ok(name.length <= 41);
      assert.doesNotMatch(name, /\p{C}/u);
    }),
  );
  t.pass();
});
