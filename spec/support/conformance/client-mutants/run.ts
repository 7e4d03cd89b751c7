import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import type { ClientMutant } from '../client-mutant.js';
import { CORRECT } from '../correct-client.js';

/** Mistakes of the program around the session. */
export const RUN_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'always_0',
    mistake: 'Its exit code is always 0.',
    caughtBy: [
      ...['run.refused', 'run.unknown_host', 'run.missing_cert', 'run.missing_key', 'run.missing_ca'],
      ...['run.wrong_key', 'run.key_is_no_key', 'run.refused_reason', 'run.failure_reason'],
    ],
    behaviour: { exitCode: () => 0 },
  },
  {
    name: 'says_nothing',
    mistake: 'It says nothing when it fails.',
    caughtBy: ['run.refused_reason', 'run.failure_reason'],
    behaviour: { report: () => undefined },
  },
  {
    name: 'says_it_on_stdout',
    mistake: 'It says on standard output why it failed.',
    caughtBy: ['run.refused_reason', 'run.failure_reason'],
    behaviour: {
      report: ({ reason }, { stdout }) => {
        stdout(reason);
      },
    },
  },
  {
    name: 'ignores_sigterm',
    mistake: 'SIGTERM does not end it.',
    caughtBy: ['run.ends_on_sigterm'],
    behaviour: { onSignal: () => 'ignore' },
    limitSeconds: 3,
  },
  {
    name: 'sigterm_is_success',
    mistake: 'Its exit code is 0 after SIGTERM.',
    caughtBy: ['run.ends_on_sigterm'],
    behaviour: { onSignal: () => 0 },
  },
  {
    name: 'ipv6_only',
    mistake: 'It takes the IPv6 address of a host alone.',
    caughtBy: ['run.localhost_ipv4', 'run.ipv4_address'],
    behaviour: { host: () => '::1', tls: (options) => ({ ...options, servername: 'localhost' }) },
  },
  {
    name: 'ipv4_only',
    mistake: 'It takes the IPv4 address of a host alone.',
    caughtBy: ['run.localhost_ipv6', 'run.ipv6_address'],
    behaviour: { host: () => '127.0.0.1', tls: (options) => ({ ...options, servername: 'localhost' }) },
  },
  {
    name: 'names_only',
    mistake: 'It compares addresses with the names of the certificate.',
    caughtBy: ['run.ipv4_address', 'run.ipv6_address'],
    behaviour: {
      tls: (options) => ({
        ...options,
        checkServerIdentity: (name, certificate) =>
          isIP(name) === 0 ? checkServerIdentity(name, certificate) : new Error('No such name.'),
      }),
    },
  },
  {
    name: 'trusts_everyone_without_ca',
    mistake: 'It verifies nothing when the file of the CA is missing.',
    caughtBy: ['run.missing_ca'],
    behaviour: {
      read: (path) => (path.includes('no-such') ? undefined : readFileSync(path)),
      tls: (options) => ({ ...options, rejectUnauthorized: options.ca !== undefined }),
    },
  },
  {
    name: 'shows_the_key',
    mistake: 'It shows its private key when it fails.',
    caughtBy: ['run.key_not_shown'],
    behaviour: {
      report: (outcome, console, target) => {
        CORRECT.report(outcome, console, target);
        if (!outcome.ok) console.stderr(readFileSync(target.key, 'utf8'));
      },
    },
  },
  {
    name: 'shows_values',
    mistake: 'It shows the values that it sends.',
    caughtBy: ['run.values_not_shown'],
    behaviour: {
      reportValue: (value, { stdout }) => {
        stdout(`sent: ${value}\n`);
      },
    },
  },
  {
    name: 'floods',
    mistake: 'It shows much too much.',
    caughtBy: ['run.short_output'],
    behaviour: {
      reportValue: (_value, { stdout }) => {
        stdout('='.repeat(2000));
      },
    },
  },
  {
    name: 'leaves_a_process',
    mistake: 'It leaves a process running.',
    caughtBy: ['run.nothing_left_running'],
    behaviour: { left: ['openssl'] },
  },
];
