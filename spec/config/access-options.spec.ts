import test from 'ava';
import { allowRule, identityRule, timeRule } from '../../lib/config/access-rules.js';
import { completeConfig, type ServerConfig } from '../../lib/config/server-config.js';
import { argsToServerConfig, buildServerParser } from '../../lib/programs/server/options.js';

const given = (...argv: string[]): ServerConfig =>
  argsToServerConfig(buildServerParser().parse(argv, { from: 'user' }).opts());

test('a repeatable option collects its values, and each stays as it is', (t) => {
  const { allowCn, allowOu, allowSan } = given(
    '--allow-cn',
    'Max, the 1st',
    '--allow-ou=a',
    '--allow-cn',
    'b',
  );
  t.deepEqual([allowCn, allowOu, allowSan], [['Max, the 1st', 'b'], ['a'], []]);
  t.true(Object.isFrozen(allowCn));
});

test('the others: a file, switches, a kind and times', (t) => {
  const config = given(
    ...['--crl', 'crl.pem', '--crl-strict', '--once', '--identity', 'CN'],
    ...['--opens-at', '2026-05-01T08:00Z', '--closes-at', '2026-05-15T08:00:00+02:00'],
  );
  t.like(config, {
    crl: 'crl.pem',
    crlStrict: true,
    once: true,
    identity: 'cn',
    opensAt: '2026-05-01T08:00Z',
    closesAt: '2026-05-15T08:00:00+02:00',
  });
});

const refused = test.macro<[argv: readonly string[], message: string]>({
  exec: (t, argv, message) => {
    t.throws(() => given(...argv), { name: 'ConfigError', code: 'invalid_option', message });
  },
  title: (_, argv) => `refused: ${argv.join(' ').slice(0, 60)}`,
});

const TIME_RULE = 'must be a time with its zone, such as 2026-05-01T08:00:00Z or 2026-05-01T10:00+02:00';
for (const time of ['tomorrow', '2026-05-01', '2026-05-01T08:00', '2026-02-30T08:00Z', '2026-05-01T24:00Z']) {
  test(refused, ['--opens-at', time], `--opens-at ${time}: ${TIME_RULE}`);
}
test(refused, ['--identity', 'name'], '--identity name: must be one of fingerprint cn');
test(
  refused,
  ['--allow-cn', 'a', '--allow-cn', ''],
  '--allow-cn "": must be at most 10000 names, each 1 to 1000 characters without control characters',
);
test(
  refused,
  ['--opens-at', '2026-05-02T08:00Z', '--closes-at', '2026-05-02T09:00+02:00'],
  '--closes-at 2026-05-02T09:00+02:00: must be later than --opens-at 2026-05-02T08:00Z',
);
test(refused, ['--crl-strict'], '--crl-strict: must be given with --crl');
for (const argv of [
  ['--crl', 'x'],
  ['--allow-cn', 'x'],
  ['--allow-ou', 'x'],
  ['--allow-san', 'x'],
  ['--once'],
]) {
  test(
    refused,
    ['--insecure', ...argv],
    `${argv[0] ?? ''}: must not be given with --insecure, which asks clients for no certificate`,
  );
}

test('the library checks the same, by the names of the properties', (t) => {
  t.throws(() => completeConfig({ insecure: true, once: true }), {
    message: 'once: must not be given with insecure, which asks clients for no certificate',
  });
  t.throws(() => completeConfig({ opensAt: new Date() as unknown as string }), {
    message: `opensAt (object): ${TIME_RULE}`,
  });
});

test('what no option can be', (t) => {
  t.false(allowRule.validate('x'));
  t.false(allowRule.validate(['a\nb']));
  t.false(allowRule.validate([7]));
  t.false(allowRule.validate(new Array(10_001).fill('x')));
  t.true(allowRule.validate([]));
  t.false(identityRule.validate('CN'));
  t.is(identityRule.parse('c n'), undefined);
  t.false(timeRule.validate(0));
  t.true(timeRule.validate('2024-02-29T23:59:59.999-11:30'));
  t.false(timeRule.validate('2025-02-29T00:00Z'));
});
