import { escapeText } from '../../protocol/escape.js';
import type { ServerConfig } from '../../config/server-config.js';
import type { ListeningPlace } from '../../server/accept/opened.js';
import type { ListeningEvent, RefusedEvent, ServerEvent } from '../../server/events.js';
import type { SessionEvent } from '../../session/events.js';
import { createNarrator } from '../../observe/tutorial/narrator.js';
import { showsColour } from '../shared/colour.js';
import { streamColumns } from '../shared/stream-columns.js';
import type { LineOutput } from '../shared/line-output.js';
import type { Log } from '../shared/log.js';
import { createLogEvents, type LogEntry } from '../../observe/log/log-events.js';
import { certificateNames } from './certificate-names.js';
import { testOptionsWarning } from './test-options.js';
import { UNTIMED, type LineStyle } from '../../observe/lines/line-style.js';
import { operatorLine, warningText } from '../../observe/lines/operator-lines.js';
import { EventThinner } from '../../observe/thinning/event-thinner.js';
import { hiddenEntry, hiddenLine } from '../../observe/thinning/hidden-text.js';

const MAX_PATH_CHARS = 4096;
/** HELLO, WORK and DONE. */
const STEPS_WITHOUT_BODIES = 3;

export interface Watchers {
  readonly output: LineOutput;
  readonly log: Pick<Log, 'write'>;
  /** The path of the records file, or the URL of the database without its secrets; null when answers are not stored. */
  readonly recordsPath: string | null;
  /** Where the status page is; null if there is none. */
  readonly statusUrl?: string | null;
  /** Whether output and log go to the same terminal, file, pipe or journal. The log then leaves out what the output shows. */
  readonly oneTerminal: boolean;
  /** Whether the output is a terminal: a person reads it. Default false. */
  readonly terminal?: boolean;
  /** How the lines of the output look. The tutorial has its own style. */
  readonly style: LineStyle;
  /** Decides which events are shown, where strangers can cause any number of them. Default: all are. */
  readonly thinner?: EventThinner | undefined;
}

/**
 * Returns one observer that writes the output and the log. If a part of it throws, sessions and the other parts continue.
 * @param configNow returns the configuration that holds: a reload changes it before `reloaded` comes here
 */
export function observers(
  configNow: () => ServerConfig,
  {
    output,
    log,
    recordsPath,
    statusUrl = null,
    oneTerminal,
    terminal = false,
    style: given,
    thinner,
  }: Watchers,
): (event: ServerEvent) => void {
  // A reload does not change it.
  const { tutorial } = configNow();
  const style = tutorial ? UNTIMED : given;
  const toLog = createLogEvents({
    quietOnTerminal: oneTerminal,
    workAtDebug: oneTerminal && terminal,
    debug: () => configNow().logLevel === 'DEBUG',
    deterministic: tutorial,
  });
  const guarded = (watch: (event: ServerEvent) => void, event: ServerEvent): void => {
    try {
      watch(event);
    } catch (thrown) {
      tellFailure(log, event, thrown);
    }
  };
  const operate = operating(output, style);
  const narrate = tutorial ? narrating(output, configNow()) : null;
  const toOutput = (event: ServerEvent): void => {
    if (narrate === null || !isOfClient(event)) operate(event);
  };
  const toAuthor = (event: ServerEvent): void => {
    if (isOfClient(event) || event.type === 'listening') narrate?.(event);
  };
  const tellRecords = (event: ServerEvent): void => {
    if (event.type !== 'listening') return;
    const time = style.time(event.at);
    output.writeLine(`${time}${recordsLine(recordsPath)}`);
    if (statusUrl === null) return;
    output.writeLine(`${time}Status page on ${statusUrl}`);
    log.write({ level: oneTerminal ? 'DEBUG' : 'INFO', fields: { url: statusUrl }, message: 'status page' });
  };
  let places: readonly ListeningPlace[] = [];
  let warned: string | null = null;
  const tellTestOptions = (event: ServerEvent): void => {
    if (event.type === 'listening') ({ places } = event);
    else if (event.type !== 'reloaded') return;
    const warning = testOptionsWarning(configNow(), places);
    if (warning === warned) return;
    warned = warning;
    if (warning === null) return;
    // On one terminal it is said once, with its level.
    if (!oneTerminal) output.writeLine(`${style.time(event.at)}${warningText(warning, style)}`);
    log.write({ level: 'WARNING', fields: {}, message: warning });
  };
  const writeEntry = (entry: LogEntry): void => {
    log.write(entry);
  };
  const writeLog = (event: ServerEvent): void => {
    toLog(event).forEach(writeEntry);
  };
  const show = (event: ServerEvent): void => {
    guarded(toOutput, event);
    guarded(tellRecords, event);
    guarded(tellTestOptions, event);
    guarded(toAuthor, event);
    guarded(writeLog, event);
  };
  if (thinner === undefined) return show;
  return (event) => {
    thinner.pass(event, show);
  };
}

/**
 * Returns a thinner that writes its reports to the output and the log. Call its `end` before theirs.
 * @param now returns the time of day, in milliseconds since the epoch
 */
export function createThinner(
  { output, log, style, oneTerminal }: Pick<Watchers, 'output' | 'log' | 'style' | 'oneTerminal'>,
  now: () => number = Date.now,
): EventThinner {
  return new EventThinner((hidden) => {
    const line = hiddenLine(hidden, now(), style);
    if (line !== null) output.writeLine(line);
    const entry = hiddenEntry(hidden);
    log.write(oneTerminal && line !== null ? { ...entry, level: 'DEBUG' } : entry);
  });
}

/** Logs the failure of an observer. The failed observer may be the log itself: then the failure cannot be logged. */
function tellFailure(log: Pick<Log, 'write'>, event: ServerEvent, thrown: unknown): void {
  const why = thrown instanceof Error ? escapeText(thrown.message) : 'unknown';
  try {
    log.write({ level: 'ERROR', fields: { event: event.type, why }, message: 'An observer failed' });
  } catch {
    // An exception from here would end the process, with all sessions.
  }
}

function operating(output: LineOutput, style: LineStyle): (event: ServerEvent) => void {
  return (event) => {
    const line = operatorLine(event, style);
    if (line !== null) output.writeLine(line);
  };
}

/** The events of a tutorial that are explained to the author of the client, and not told to an operator. */
function isOfClient(event: ServerEvent): event is SessionEvent | RefusedEvent {
  return 'id' in event || event.type === 'refused';
}

function narrating(
  output: LineOutput,
  { bodyNames, caCert, insecure, serverCert, tutorialSessions, tutorialTimeout }: ServerConfig,
): (event: SessionEvent | RefusedEvent | ListeningEvent) => void {
  const columns = streamColumns(process.stdout);
  return createNarrator({
    write: (text) => {
      output.write(text);
    },
    colour: showsColour(process.stdout),
    ...(columns === undefined ? {} : { columns }),
    steps: bodyNames.length + STEPS_WITHOUT_BODIES,
    sessions: tutorialSessions,
    serverNames: certificateNames(serverCert),
    invitation: { caCert: insecure ? null : caCert, seconds: tutorialTimeout },
  });
}

function recordsLine(path: string | null): string {
  return path === null ? 'No records are kept' : `Records are kept in ${escapeText(path, MAX_PATH_CHARS)}`;
}
