import { readFile } from 'node:fs/promises';
import test from 'ava';
import {
  ConfigError,
  ERROR_CODES,
  isTlslpError,
  ProtocolError,
  ServiceError,
  TlslpError,
  toTlslpError,
  TransportError,
  ValidationError,
} from '../../lib/protocol/errors.js';

const ONE_OF_EACH = [
  new ProtocolError('invalid_utf8', 'm'),
  new ValidationError('invalid_suffix', 'm'),
  new TransportError('timed_out', 'm'),
  new ServiceError('server_full', 'm'),
  new ConfigError('invalid_option', 'm'),
];

test('an error is one of the family, and names its class, its code and its cause', (t) => {
  for (const error of ONE_OF_EACH) {
    t.true(error instanceof TlslpError && error instanceof Error);
    t.true(isTlslpError(error));
    t.true((ERROR_CODES[error.name] as readonly string[]).includes(error.code));
    t.regex(error.stack ?? '', new RegExp(`^${error.name}: m\n`));
    t.false('cause' in error);
  }
  t.deepEqual(
    ONE_OF_EACH.map(({ name }) => name),
    Object.keys(ERROR_CODES),
  );
  const cause = new Error('why');
  t.is(new TransportError('disconnected', 'm', { cause }).cause, cause);
});

test('no code stands twice', (t) => {
  const codes = Object.values(ERROR_CODES).flat();
  t.is(new Set(codes).size, codes.length);
});

test("docs/errors.md explains the code's codes: all of them, in this order, and no others", async (t) => {
  const page = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const rows = [
    ...page.matchAll(/^\| `([a-z0-9_]+)` +\| `([A-Za-z]+)` +\| ([^|\n]+?) +\| ([^|\n]+?) +\|$/gm),
  ];
  t.deepEqual(
    rows.map(([, code, className]) => `${className} ${code}`),
    Object.entries(ERROR_CODES).flatMap(([className, codes]) => codes.map((code) => `${className} ${code}`)),
  );
  for (const [row, , , meaning = '', toDo = ''] of rows) t.true(meaning.length > 10 && toDo.length > 10, row);
});

test('one of ours stays itself; anything else that was thrown becomes an internal error that tells nothing', (t) => {
  const ours = new ServiceError('server_full', 'm');
  t.is(toTlslpError(ours), ours);
  for (const thrown of [new TypeError('/etc/passwd'), 'text', undefined, null, { code: 'timed_out' }]) {
    t.false(isTlslpError(thrown));
    const error = toTlslpError(thrown);
    t.is(error.code, 'internal_error');
    t.is(error.message, 'Server error.');
    t.is(error.cause, thrown);
  }
});
