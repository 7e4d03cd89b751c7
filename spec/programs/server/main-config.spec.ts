import test from 'ava';
import { link, chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testCertificates } from '../../support/certificates.js';
import { certificateArgs, serverProgram, startServer, temporaryDirectory } from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';

// The program with a configuration file and variables: what it checks, prints, and refuses.

test.after.always(() => {
  testCertificates().cleanup();
});

function certificateLines(): string {
  const { server, ca } = testCertificates();
  const lines = { 'server-cert': server.certPath, 'server-key': server.keyPath, 'ca-cert': ca.certPath };
  return Object.entries(lines)
    .map(([key, path]) => `${key}: ${JSON.stringify(path)}\n`)
    .join('');
}

test('a server runs by its file, a variable and a flag', async (t) => {
  const directory = await temporaryDirectory(t);
  const config = join(directory, 'server.yaml');
  await writeFile(config, `${certificateLines()}port: 1\nrecords: false\nother-timeout: 5s\n`);
  const program = serverProgram(t, ['--port', '0'], {
    env: { ...COVERED, TLSLP_CONFIG: config, TLSLP_N_BITS: '0' },
  });
  await program.printed(/^Server listening on tls:\/\/localhost:\d+\n\S+ No records are kept\n/);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('a start with mistakes says the first, in one line, and how many more there are', async (t) => {
  const directory = await temporaryDirectory(t);
  const config = join(directory, 'server.yaml');
  await writeFile(config, 'prot: 1\nn-bits: 65\n');
  const program = serverProgram(t, ['--config', config], { env: { ...COVERED, TLSLP_POTR: '1' } });
  t.deepEqual(await program.ended, { code: 78, signal: null });
  t.is(
    program.stderr,
    'tlslp-server: TLSLP_POTR: no option has this variable; did you mean TLSLP_PORT? (2 more: "tlslp-server --check-config" lists all mistakes)\n',
  );
  t.is(program.stdout, '');
});

test('a wrong flag is wrong usage, whatever else is wrong', async (t) => {
  const program = serverProgram(t, ['--port', 'x'], { env: { ...COVERED, TLSLP_POTR: '1' } });
  t.deepEqual(await program.ended, { code: 2, signal: null });
  t.is(
    program.stderr,
    'tlslp-server: --port x: must be an integer from 0 to 65535 (see tlslp-server --help)\n',
  );
});

test('--check-config of a good configuration makes nothing and binds nothing', async (t) => {
  const directory = await temporaryDirectory(t);
  // It may hold the port: nothing is bound.
  const running = await startServer(t, ['--no-records']);
  const args = [...certificateArgs(), '--port', String(running.port), '--check-config'];
  const paths = ['--records', join(directory, 'a', 'b', 'r.ndjson'), '--log-file', join(directory, 'x.log')];
  const program = serverProgram(t, [...args, ...paths], { env: COVERED });
  t.deepEqual(await program.ended, { code: 0, signal: null });
  t.is(program.stdout, 'The configuration is good.\n');
  t.is(program.stderr, '');
  t.deepEqual(await readdir(directory), []);
});

test('--check-config lists every mistake: of flags, variables, the file, certificates, and paths', async (t) => {
  const directory = await temporaryDirectory(t);
  const config = join(directory, 'server.yaml');
  await writeFile(
    config,
    `port: x\nserver-cert: ${directory}/gone.pem\nlog-file: ${directory}/none/log\ntutorial: true\nfail-rate: 0.1\n`,
  );
  const { server } = testCertificates();
  const args = ['--config', config, '--check-config', '--requests', '0', '--server-key', server.certPath];
  const program = serverProgram(t, [...args, '--records', directory], {
    env: { ...COVERED, TLSLP_TOKEN: 'a b', TLSLP_CA_CERT: join(directory, 'ca.pem') },
  });
  t.deepEqual(await program.ended, { code: 78, signal: null });
  t.is(program.stdout, '');
  const advice = '"tlslp-certs init" makes certificates.';
  t.deepEqual(program.stderr.replaceAll(directory, 'D').split('\n'), [
    '--requests 0: must be an integer from 1 to 10000',
    'TLSLP_TOKEN: must be 1 to 128 characters of A-Z a-z 0-9 _ -',
    'D/server.yaml:1:7: port x: must be an integer from 0 to 65535',
    'D/server.yaml:5:12: fail-rate 0.1: must not be given with tutorial (D/server.yaml:4:11), which sends no random FAIL',
    `Cannot read the certificate D/gone.pem: no such file. ${advice}`,
    `Cannot read the CA certificate D/ca.pem: no such file. ${advice}`,
    '--log-file D/none/log: must be a file that can be written (no such file)',
    'Records cannot be kept in D: it is a directory. Correct that, choose another file with --records, or keep no records with --no-records.',
    '8 mistakes in the configuration',
    '',
  ]);
});

test('--check-config sees that key and certificate do not match, and insecure TLS to the world', async (t) => {
  const { server, client, ca } = testCertificates();
  const args = ['--server-cert', server.certPath, '--server-key', client.keyPath, '--ca-cert', ca.certPath];
  const mismatch = serverProgram(t, [...args, '--no-records', '--check-config'], { env: COVERED });
  t.deepEqual(await mismatch.ended, { code: 78, signal: null });
  t.regex(
    mismatch.stderr,
    /^The private key .* does not match the certificate .*\n1 mistake in the configuration\n$/,
  );
  for (const place of [
    ['--host', '0.0.0.0'],
    ['--listen', '127.0.0.1:0', '--listen', '0.0.0.0:0'],
  ]) {
    const insecure = [...certificateArgs(), '--insecure', ...place, '--no-records', '--check-config'];
    const world = serverProgram(t, insecure, { env: COVERED });
    t.deepEqual(await world.ended, { code: 78, signal: null });
    t.regex(world.stderr, /^Refusing insecure TLS to 0\.0\.0\.0\./);
  }
});

const unusableRecords = test.macro(
  async (t, make: (directory: string) => string | Promise<string>, why: RegExp) => {
    const path = await make(await temporaryDirectory(t));
    const program = serverProgram(t, [...certificateArgs(), '--check-config', '--records', path], {
      env: COVERED,
    });
    t.deepEqual(await program.ended, { code: 78, signal: null });
    t.regex(program.stderr, why);
  },
);

test(
  'the directory of the records is a file',
  unusableRecords,
  async (directory) => {
    await writeFile(join(directory, 'file'), '');
    return join(directory, 'file', 'records.ndjson');
  },
  /: a part of its path is not a directory\. /,
);
test(
  'the directory of the records is a link to nowhere',
  unusableRecords,
  async (directory) => {
    await symlink(join(directory, 'none'), join(directory, 'link'));
    return join(directory, 'link', 'records.ndjson');
  },
  /: no such file\. /,
);

test('the files that are there may stay as they are', async (t) => {
  const directory = await temporaryDirectory(t);
  const [records, log] = [join(directory, 'r'), join(directory, 'l')];
  await writeFile(records, '{"torn');
  await writeFile(log, 'x');
  await chmod(records, 0o600);
  await mkdir(join(directory, 'd'));
  const program = serverProgram(t, [
    ...certificateArgs(),
    '--check-config',
    '--records',
    records,
    '--log-file',
    log,
  ]);
  t.deepEqual(await program.ended, { code: 0, signal: null });
});

test('--print-config prints a file that --config takes', async (t) => {
  const directory = await temporaryDirectory(t);
  const first = serverProgram(t, ['--port', '3115', '--print-config'], {
    env: { ...COVERED, TLSLP_TOKEN: 'hidden-token' },
  });
  t.deepEqual(await first.ended, { code: 0, signal: null });
  t.regex(first.stdout, /^port: 3115 +# --port$/m);
  t.false(first.stdout.includes('hidden-token'));
  for (const line of first.stdout.split('\n')) t.true(line.length < 150, line);
  const config = join(directory, 'server.yaml');
  await writeFile(config, first.stdout);
  const again = serverProgram(t, ['--config', config, '--print-config'], { env: COVERED });
  t.deepEqual(await again.ended, { code: 0, signal: null });
  t.regex(again.stdout, /^port: 3115 +# .*server\.yaml:5:7$/m);
  t.is(first.stderr + again.stderr, '');
});

test('--print-config of a wrong configuration says what is wrong', async (t) => {
  const program = serverProgram(t, ['--print-config'], { env: { ...COVERED, TLSLP_PORT: 'x' } });
  t.deepEqual(await program.ended, { code: 78, signal: null });
  t.is(program.stderr, 'tlslp-server: TLSLP_PORT x: must be an integer from 0 to 65535\n');
  t.is(program.stdout, '');
});

test('--check-config sees that log and records are one file by another name, as the start does', async (t) => {
  const directory = await temporaryDirectory(t);
  const [records, log] = [join(directory, 'records.ndjson'), join(directory, 'server.log')];
  await writeFile(records, '', { mode: 0o600 });
  await link(records, log);
  const files = [...certificateArgs(), '--records', records, '--log-file', log];
  const message = `--log-file ${log}: must not be the file of --records ${records}\n`;
  const checked = serverProgram(t, [...files, '--check-config'], { env: COVERED });
  t.deepEqual(await checked.ended, { code: 78, signal: null });
  t.is(checked.stderr, `${message}1 mistake in the configuration\n`);
  const started = serverProgram(t, [...files, '--port', '0'], { env: COVERED });
  t.deepEqual(await started.ended, { code: 78, signal: null });
  t.is(started.stderr, `tlslp-server: ${message}`);
  const byName = serverProgram(
    t,
    [...certificateArgs(), '--records', log, '--log-file', log, '--check-config'],
    {
      env: COVERED,
    },
  );
  t.deepEqual(await byName.ended, { code: 78, signal: null });
  t.true(byName.stderr.endsWith('\n1 mistake in the configuration\n'), byName.stderr);
});

test('records and log are never written into a file that the server reads', async (t) => {
  const directory = await temporaryDirectory(t);
  const { server, ca } = testCertificates();
  const [key, config] = [join(directory, 'key.pem'), join(directory, 'server.yaml')];
  const yaml = 'requests: 1\n';
  await writeFile(config, yaml);
  await writeFile(key, server.keyPem, { mode: 0o600 });
  await link(key, join(directory, 'other-name'));
  const given = ['--server-cert', server.certPath, '--server-key', key, '--ca-cert', ca.certPath];
  const all = [...given, '--config', config, '--port', '0'];
  for (const [files, message] of [
    [
      ['--records', join(directory, 'other-name')],
      `--records ${join(directory, 'other-name')}: must not be the file of --server-key ${key}`,
    ],
    [
      ['--no-records', '--log-file', config],
      `--log-file ${config}: must not be the file of --config ${config}`,
    ],
  ] as const) {
    for (const check of [[], ['--check-config']]) {
      const program = serverProgram(t, [...all, ...files, ...check], { env: COVERED });
      t.deepEqual(await program.ended, { code: 78, signal: null });
      t.true(program.stderr.includes(`${message}\n`), program.stderr);
    }
  }
  t.is(await readFile(key, 'utf8'), server.keyPem);
  t.is(await readFile(config, 'utf8'), yaml);
});

test('SIGHUP reads the file again: all or nothing, and names what needs a restart', async (t) => {
  const directory = await temporaryDirectory(t);
  const config = join(directory, 'server.yaml');
  const log = join(directory, 'server.log');
  const write = (lines: string): Promise<void> =>
    writeFile(config, `${certificateLines()}port: 0\nrecords: false\nlog-file: ${log}\n${lines}`);
  await write('n-bits: 0\n');
  const program = serverProgram(t, ['--config', config], { env: COVERED });
  await program.printed(/^Server listening on [^\n]+\n/);

  await write('n-bits: 1\nlog-level: DEBUG\n');
  program.signal('SIGHUP');
  await program.printed(/\n\S+ Server reloaded: n-bits, log-level changed\n/);
  await write('n-bits: 2\nrequests: 0\nprot: 1\n');
  program.signal('SIGHUP');
  const [, wrong] = await program.printed(/ Reload rejected[^:]*: (.*)\n/);
  t.is(
    wrong,
    `${config}:8:11: requests 0: must be an integer from 1 to 10000 (1 more: --check-config lists all mistakes)`,
  );

  await write('n-bits: 2\ntutorial: true\n');
  program.signal('SIGHUP');
  const [, restart] = await program.printed(/ Reload rejected[^]* Reload rejected[^:]*: (.*)\n/);
  t.is(restart, `tutorial (${config}:8:11) needs a restart of the server to change`);
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});
