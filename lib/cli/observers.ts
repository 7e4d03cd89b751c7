import { isatty } from 'node:tty';
import { toTlslpError } from '../protocol/errors.js';
import type { ServerConfig } from '../server/config.js';
import type { ServerEvent } from '../server/events.js';
import { createNarrator } from '../tutorial/narrator.js';
import { showsColour } from './colour.js';
import type { LineOutput } from './line-output.js';
import type { Log } from './log.js';
import { createLogEvents } from './log-events.js';
import { operatorLine } from './operator-lines.js';

export interface Watchers {
  readonly output: LineOutput;
  readonly log: Log;
  /** Where answers are kept, or null where they are not. */
  readonly recordsPath: string | null;
}

/** All that the program shows is an observer of the server's events; one that throws harms no session and no other observer. */
export function observers(
  config: ServerConfig,
  { output, log, recordsPath }: Watchers,
): (event: ServerEvent) => void {
  const toLog = createLogEvents({
    quietOnTerminal: isatty(1) && isatty(2),
    steady: config.tutorial,
  });
  const watchers = [
    config.tutorial ? narrating(output) : operating(output),
    (event: ServerEvent): void => {
      if (event.type === 'listening') output.writeLine(recordsLine(recordsPath));
    },
    (event: ServerEvent): void => {
      for (const entry of toLog(event)) log.write(entry);
    },
  ];
  return (event) => {
    for (const watch of watchers) {
      try {
        watch(event);
      } catch (thrown) {
        const { cause } = toTlslpError(thrown);
        const why = cause instanceof Error ? cause.message : 'unknown';
        log.write({ level: 'ERROR', fields: { event: event.type, why }, message: 'An observer failed' });
      }
    }
  };
}

function operating(output: LineOutput): (event: ServerEvent) => void {
  return (event) => {
    const line = operatorLine(event);
    if (line !== null) output.writeLine(line);
  };
}

function narrating(output: LineOutput): (event: ServerEvent) => void {
  const narrate = createNarrator({
    write: (text) => {
      output.write(text);
    },
    colour: showsColour(process.stdout),
  });
  return (event) => {
    if (!('id' in event)) operating(output)(event);
    else narrate(event);
  };
}

function recordsLine(path: string | null): string {
  return path === null ? 'No records are kept' : `Records are kept in ${path}`;
}
