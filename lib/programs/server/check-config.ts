import { listenTargets } from '../../config/network-options.js';
import { isDatabaseUrl } from '../../config/records-options.js';
import type { ServerConfig } from '../../config/server-config.js';
import type { ServerProgramOptions } from '../../config/server-program-options.js';
import type { ExitUsage } from '../../config/usage.js';
import { ConfigError } from '../../protocol/errors.js';
import { systemErrorText } from '../../protocol/system-errors.js';
import { checkRecords } from '../../records/check-records.js';
import { refuseRemoteHosts } from '../../server/accept/bind.js';
import { readCredentials } from '../../tls/credentials.js';
import { readPem } from '../../tls/read-pem.js';
import { createSecureServer, prepareContext } from '../../tls/secure-server.js';
import { checkLogFile } from '../shared/check-log-file.js';
import { EXIT_CODES } from '../shared/exit-codes.js';
import { unusableLogFile } from '../shared/log-file.js';
import type { LoadResult } from './load-options.js';
import { readFilesOf, refuseOneFile, refuseReadFiles } from './one-file.js';
import { isOneFileByName } from './options.js';
import { recordsFileOf, recordsPlaceOf } from './records-path.js';
import { readStatusCredentials, readStatusToken } from './status-files.js';

/** More would hide the first ones. */
const MAX_MISTAKES = 100;

/**
 * Checks what the options name, without binding an address and without creating a file, and lists every mistake, one a line. Options
 * with a mistake of their own are left out. What a server starts with nevertheless is a warning, and no mistake.
 */
export async function checkConfig(result: LoadResult): Promise<ExitUsage> {
  const { options, file, sources } = result.kind === 'loaded' ? result : result.readable;
  const mistakes = result.kind === 'loaded' ? [] : result.mistakes;
  const mistaken = new Set(mistakes.map(({ property }) => property));
  const areGood = (...properties: string[]): boolean => !properties.some((name) => mistaken.has(name));
  const { config, program } = options;
  const warnings: string[] = [];
  const contents = [
    areGood('insecure', 'serverHost', 'port', 'listen')
      ? await problemsOf(() => {
          if (config.insecure) refuseRemoteHosts(listenTargets(config));
        })
      : [],
    areGood('insecure', 'serverCert', 'serverKey', 'caCert', 'crl') ? await credentialsProblems(config) : [],
    areGood('status', 'statusTokenFile') ? await problemsOf(() => refuseStatusToken(program)) : [],
    areGood('status', 'statusClientCa', 'statusTls', 'serverCert', 'serverKey')
      ? await problemsOf(() => refuseStatusCredentials(config, program))
      : [],
    program.traces
      ? await problemsOf(async () => (await import('./traces.js')).loadApi(sources.get('traces')))
      : [],
    areGood('logFile')
      ? await problemsOf(() => {
          refuseLogFile(program);
        })
      : [],
    areGood('records') ? await problemsOf(async () => warnings.push(...(await refuseRecords(program)))) : [],
    areGood('records', 'spool') ? await problemsOf(() => refuseSpool(program)) : [],
    areGood('logFile', 'records') && !isOneFileByName(program)
      ? await problemsOf(() => {
          refuseOneFile(program.logFile, recordsFileOf(program));
        })
      : [],
    areGood(
      'logFile',
      'records',
      'serverCert',
      'serverKey',
      'caCert',
      'crl',
      'statusTokenFile',
      'statusClientCa',
    )
      ? await problemsOf(() => {
          refuseReadFiles(program.logFile, recordsFileOf(program), readFilesOf(options, file));
        })
      : [],
  ];
  const messages = [...new Set([...mistakes.map(({ message }) => message), ...contents.flat()])];
  const warned = warnings.map((warning) => `Warning: ${warning}`);
  if (messages.length === 0) {
    const stdout = 'The configuration is good.\n';
    return { kind: 'exit', code: EXIT_CODES.success, stdout, stderr: linesOf(warned) };
  }
  const count = messages.length === 1 ? '1 mistake' : `${messages.length} mistakes`;
  const lines = [...warned, ...messages.slice(0, MAX_MISTAKES), `${count} in the configuration`];
  return { kind: 'exit', code: EXIT_CODES.badConfiguration, stdout: '', stderr: linesOf(lines) };
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** Runs a check, and returns the message of its error. */
async function problemsOf(check: () => unknown): Promise<string[]> {
  try {
    await check();
    return [];
  } catch (thrown) {
    if (thrown instanceof ConfigError) return [thrown.message];
    throw thrown;
  }
}

/** Returns every file that cannot be read; if all can, the first mistake in them. */
async function credentialsProblems(config: ServerConfig): Promise<string[]> {
  const { serverCert: cert, serverKey: key, caCert, crl, insecure, otherTimeout } = config;
  const ca = insecure ? null : caCert;
  const unreadable = await Promise.all([
    problemsOf(() => readPem('certificate', cert)),
    problemsOf(() => readPem('private key', key)),
    ca === null ? [] : problemsOf(() => readPem('CA certificate', ca)),
    crl === null ? [] : problemsOf(() => readPem('CRL', crl)),
  ]);
  if (unreadable.some(({ length }) => length > 0)) return unreadable.flat();
  return problemsOf(async () => {
    const credentials = await readCredentials({ cert, key, ca, crl });
    // Never bound: it holds no socket, so there is nothing to close.
    createSecureServer(credentials, { isSecure: !insecure, handshakeTimeout: otherTimeout });
  });
}

async function refuseStatusToken({ statusTokenFile }: ServerProgramOptions): Promise<void> {
  if (statusTokenFile !== null) await readStatusToken(statusTokenFile);
}

async function refuseStatusCredentials(config: ServerConfig, program: ServerProgramOptions): Promise<void> {
  const credentials = await readStatusCredentials(config, program);
  if (credentials !== null) prepareContext(credentials, credentials.ca !== null, Date.now());
}

/** Returns what to warn of: a server with a spool starts without its database. */
async function refuseRecords(program: ServerProgramOptions): Promise<string[]> {
  const place = recordsPlaceOf(program);
  if (place === null) return [];
  if (!isDatabaseUrl(place)) {
    await checkRecords(place);
    return [];
  }
  if (program.spool === false) {
    await (await import('../../records/sinks/postgres/check-postgres.js')).checkPostgres(place, program);
    return [];
  }
  const { checkSpooledPostgres } = await import('../../records/spool/open-spooled-postgres.js');
  const problem = await checkSpooledPostgres(place, program);
  return problem === null ? [] : [problem];
}

async function refuseSpool({ records, spool }: ServerProgramOptions): Promise<void> {
  if (spool === false || typeof records !== 'string' || !isDatabaseUrl(records)) return;
  const { checkSpool } = await import('../../records/spool/check-spool.js');
  const { defaultSpoolDirectory } = await import('../../records/spool/default-spool.js');
  await checkSpool(spool ?? defaultSpoolDirectory());
}

function refuseLogFile({ logFile }: ServerProgramOptions): void {
  if (logFile === null) return;
  try {
    checkLogFile(logFile);
  } catch (cause) {
    throw unusableLogFile(logFile, systemErrorText(cause), cause);
  }
}
