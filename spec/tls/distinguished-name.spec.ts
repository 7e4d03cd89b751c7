import test from 'ava';
import { DerError, readElement } from '../../lib/tls/der.js';
import { canonical, nameKey, nameText } from '../../lib/tls/distinguished-name.js';
import { element, name, oid, printable, sequence, set } from '../support/der.js';

const COMMON_NAME = '550403';
const BMP_STRING = 0x1e;

const textOf = (bytes: Buffer): string => nameText(readElement(bytes));

test('the known attributes in their order; others are left out', (t) => {
  const attribute = (type: string, value: string): Buffer => sequence(oid(type), printable(value));
  const several = sequence(
    set(attribute('550406', 'SE')),
    // In one set: RFC 4514 joins these by "+". For messages they are just several.
    set(attribute('55040b', 'Lab'), attribute(COMMON_NAME, 'Ada')),
    set(attribute('2a864886f70d010901', 'ada@example.org')),
    set(sequence(oid(COMMON_NAME))),
  );
  t.is(textOf(several), 'C=SE, OU=Lab, CN=Ada');
  t.is(textOf(sequence()), '');
});

test('two bytes a character, as old Windows CAs write', (t) => {
  const bmp = (...bytes: number[]): Buffer => name(COMMON_NAME, element(BMP_STRING, Buffer.from(bytes)));
  t.is(textOf(bmp(0x00, 0xc5, 0x01, 0x61)), 'CN=\u00c5\u0161');
  // Cut within a character. It is a name for messages: anything but an end of the program.
  t.is(textOf(bmp(0x00, 0x41, 0x42)), 'CN=\0AB');
});

test('what is no name', (t) => {
  for (const bytes of [
    set(),
    sequence(sequence()),
    sequence(set(sequence())),
    sequence(set(printable('x'))),
  ]) {
    t.throws(() => textOf(bytes), { instanceOf: DerError });
  }
});

test('names are equal whatever their case and spaces, and the order of their fields', (t) => {
  const key = nameKey({ O: 'Some  School', CN: 'Ada' });
  t.is(nameKey({ CN: ' ada', O: 'some school ' }), key);
  t.not(nameKey({ CN: 'ada', O: 'someschool' }), key);
  t.not(nameKey({ CN: 'Ada' }), key);
  t.is(nameKey({ OU: ['A', 'B'] }), nameKey({ OU: ['a', 'b'] }));
  t.not(nameKey({ OU: ['A', 'B'] }), nameKey({ OU: ['B', 'A'] }));
  // Only the letters of ASCII, as in OpenSSL.
  t.not(canonical('\u00c5'), canonical('\u00e5'));
});
