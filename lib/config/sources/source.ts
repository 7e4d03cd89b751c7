import { escapeText } from '../../protocol/escape.js';

/** Where the value of an option comes from. */
export type Source = FlagSource | VariableSource | FileSource | DefaultSource;

export interface FlagSource {
  readonly kind: 'flag';
  /** As it was typed, such as `--no-records`. */
  readonly name: string;
}

export interface VariableSource {
  readonly kind: 'environment';
  /** The variable, such as `TLSLP_PORT`. */
  readonly name: string;
}

export interface FileSource {
  readonly kind: 'file';
  /** The key, such as `port`. */
  readonly name: string;
  readonly place: Place;
}

export interface DefaultSource {
  readonly kind: 'default';
}

/** A place in a configuration file. */
export interface Place {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

/** A value with its source. */
export interface Given {
  readonly value: unknown;
  readonly source: Exclude<Source, DefaultSource>;
}

/** A mistake in a configuration. */
export interface Mistake {
  /** Where it is: on the command line, in a variable, in the configuration file, or in what the options name, such as a certificate. */
  readonly origin: 'flag' | 'environment' | 'file' | 'content';
  /** One line: the place in a file, the option, the value and the rule. Already escaped. */
  readonly message: string;
  /** The option's property; undefined if the mistake is not in the value of an option. */
  readonly property?: string;
}

/** The values of one source by property, and all its mistakes. */
export interface Reading {
  readonly given: ReadonlyMap<string, Given>;
  readonly mistakes: readonly Mistake[];
}

/** Returns a source in words: `--port`, `TLSLP_PORT`, `server.yaml:3:7` or `default`. */
export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'flag':
    case 'environment':
      return source.name;
    case 'file':
      return describePlace(source.place);
    case 'default':
      return 'default';
  }
}

/** Returns an option as its user wrote it, with its place in a file: `--port`, `TLSLP_PORT`, `port (server.yaml:3:7)`. */
export function describeOption(source: Source, flag: string): string {
  if (source.kind === 'default') return flag;
  return source.kind === 'file' ? `${source.name} (${describePlace(source.place)})` : source.name;
}

/** Returns a place as editors and terminals understand it: `server.yaml:3:7`. */
export function describePlace({ path, line, column }: Place): string {
  return `${describePath(path)}:${line}:${column}`;
}

export function describePath(path: string): string {
  return escapeText(path, 4096);
}
