import test, { type ExecutionContext } from 'ava';
import { execFile } from 'node:child_process';
import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageVersion } from '../../lib/config/version.js';
import { parseServerArguments, type ServerOptions } from '../../lib/programs/server/options.js';
import { testCertificates } from '../support/certificates.js';
import { hasProgram } from '../support/has-program.js';
import { wholeSession } from '../support/line-client.js';
import { logLines, startServer, temporaryDirectory } from '../support/programs.js';
import { ROOT } from './documents.js';

// The files in docs/deploy: the tools that know them check them, where they are, and their options are options of the server.

test.after.always(() => {
  testCertificates().cleanup();
});

const run = promisify(execFile);
const DEPLOY = join(ROOT, 'docs', 'deploy');

function optionsOf(t: ExecutionContext, words: readonly string[]): ServerOptions {
  const usage = parseServerArguments(words);
  if (usage.kind !== 'run') return t.fail(usage.kind === 'exit' ? usage.stderr : usage.kind);
  return usage.options;
}

/** The settings of a unit: continued lines are one, and a setting may occur several times. */
async function settingsOf(name: string): Promise<Map<string, string[]>> {
  const text = (await readFile(join(DEPLOY, name), 'utf8')).replaceAll(/\\\n\s*/g, '');
  const settings = new Map<string, string[]>();
  for (const [, key = '', value = ''] of text.matchAll(/^([A-Za-z]+)=(.*)$/gm)) {
    settings.set(key, [...(settings.get(key) ?? []), value]);
  }
  return settings;
}

const withSystemd = hasProgram('systemd-analyze', '--version') ? test : test.skip;

withSystemd('systemd takes the units as they are', async (t) => {
  const directory = await temporaryDirectory(t);
  for (const name of ['tlslp-server.service', 'tlslp-server.socket']) {
    await copyFile(join(DEPLOY, name), join(directory, name));
  }
  for (const name of ['tlslp-server.service', 'tlslp-server.socket']) {
    const { stdout, stderr } = await run('systemd-analyze', ['verify', join(directory, name)]);
    t.is(stdout + stderr, '');
  }
});

const SECURITY = ['security', '--offline=true', '--threshold=15'];
const canJudge = hasProgram('systemd-analyze', ...SECURITY.slice(0, 2), join(DEPLOY, 'tlslp-server.service'));

(canJudge ? test : test.skip)(
  'systemd finds the unit hardened: an exposure of 1.5 of 10 at most',
  async (t) => {
    const { stdout } = await run('systemd-analyze', [...SECURITY, join(DEPLOY, 'tlslp-server.service')]);
    t.regex(stdout, /Overall exposure level/);
  },
);

test('the unit starts the server with options that it has, on the socket of the other unit', async (t) => {
  const service = await settingsOf('tlslp-server.service');
  const socket = await settingsOf('tlslp-server.socket');
  const [, drain = ''] = /^DRAIN_TIMEOUT=(\d+)$/.exec(service.get('Environment')?.[0] ?? '') ?? [];
  const command = service.get('ExecStart')?.[0]?.replace('${DRAIN_TIMEOUT}', drain).split(/\s+/) ?? [];
  t.deepEqual(command.slice(0, 2), ['/usr/bin/env', 'tlslp-server']);
  const { config, program } = optionsOf(t, command.slice(2));
  t.deepEqual(config.listen, [`fd:${socket.get('FileDescriptorName')?.[0] ?? ''}`]);
  t.is(config.drainTimeout, 30);
  t.is(program.records, null, 'the records are in STATE_DIRECTORY');
  t.deepEqual(service.get('ExecReload'), ['kill -HUP $MAINPID']);
  t.deepEqual(service.get('NotifyAccess'), ['all'], 'the messages come from another process');
  t.false(service.has('MemoryDenyWriteExecute'), 'V8 could not run');
});

interface Instruction {
  readonly name: string;
  readonly text: string;
}

async function instructions(): Promise<Instruction[]> {
  const text = await readFile(join(DEPLOY, 'Containerfile'), 'utf8');
  const lines = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', rest = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
      return { name, text: rest };
    });
}

test('the container file starts this version with options that it has, and not as root', async (t) => {
  const all = await instructions();
  const one = (name: string): string => {
    const found = all.filter((instruction) => instruction.name === name);
    t.is(found.length, 1, name);
    return found[0]?.text ?? '';
  };
  const known = [
    'FROM',
    'ARG',
    'RUN',
    'USER',
    'WORKDIR',
    'ENV',
    'VOLUME',
    'EXPOSE',
    'STOPSIGNAL',
    'ENTRYPOINT',
    'CMD',
  ];
  for (const { name } of all) t.true(known.includes(name), name);
  t.is(all[0]?.name, 'FROM');
  t.is(one('ARG'), `TLSLP_VERSION=${packageVersion()}`);
  t.regex(one('USER'), /^[1-9]\d*:[1-9]\d*$/);
  t.deepEqual(JSON.parse(one('ENTRYPOINT')), ['tlslp-server'], 'no shell, which would keep the signals');
  t.is(one('STOPSIGNAL'), 'SIGTERM');
  t.is(one('ENV'), `STATE_DIRECTORY=${one('WORKDIR')}`);
  t.deepEqual(JSON.parse(one('VOLUME')), [one('WORKDIR')]);
  const { config } = optionsOf(t, JSON.parse(one('CMD')) as string[]);
  t.is(config.serverHost, '0.0.0.0');
  t.is(String(config.port), one('EXPOSE'));
});

const LOGROTATE = '/usr/sbin/logrotate';

(hasProgram(LOGROTATE, '--version') ? test : test.skip)(
  'logrotate moves the log, and no line is lost',
  async (t) => {
    const directory = await temporaryDirectory(t);
    const log = join(directory, 'tlslp-server.log');
    const { program, port } = await startServer(t, ['--no-records', '--log-file', log]);
    const given = await readFile(join(DEPLOY, 'tlslp-server.logrotate'), 'utf8');
    const signal = /systemctl reload tlslp-server\.service/;
    t.regex(given, signal);
    const config = join(directory, 'config');
    const here = given.replace('/var/log/tlslp/tlslp-server.log', log);
    await writeFile(config, here.replace(signal, `kill -HUP ${program.child.pid ?? 0}`));
    await chmod(config, 0o644);
    await run(LOGROTATE, ['--debug', config]);
    t.true((await wholeSession(port, () => '')).done);
    await run(LOGROTATE, ['--force', '--state', join(directory, 'state'), config]);
    t.true((await wholeSession(port, () => '')).done);
    const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
    while (!(await text(log)).includes('"reloaded"')) await new Promise(setImmediate);
    t.true((await wholeSession(port, () => '')).done);
    t.deepEqual(await program.stop(), { code: 0, signal: null });
    const lines = logLines((await text(`${log}.1`)) + (await text(log)));
    const count = (message: string): number => lines.filter(({ msg }) => msg === message).length;
    t.is(count('listening'), 1);
    t.is(count('session began'), 3);
    t.is(count('session ended'), 3);
    t.is(count('stopping'), 1);
  },
);
