import { ConfigError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { stateOf, type IndexedCertificate } from '../certificate-index.js';
import { folderKey, type Participant } from './rules.js';

/** What is to be done for a participant. */
export type Task =
  /** A certificate is there and valid. `folder`: whether its folder is there, too. */
  | {
      readonly kind: 'keep';
      readonly participant: Participant;
      readonly certificate: IndexedCertificate;
      readonly folder: boolean;
    }
  /** Its certificate was revoked, and a list of people is no wish to undo that. */
  | { readonly kind: 'skip'; readonly participant: Participant; readonly certificate: IndexedCertificate }
  /** `replaces`: whether a folder with an old certificate is to be moved away. */
  | { readonly kind: 'make'; readonly participant: Participant; readonly replaces: boolean };

export interface PlanContext {
  readonly certificates: readonly IndexedCertificate[];
  /** The names of the folders that exist. */
  readonly folders: readonly string[];
  /** Whether a participant whose certificate is revoked gets a new one. */
  readonly afterRevocation: boolean;
}

/**
 * Decides what to do for each participant. Nothing has been made yet.
 * @throws {ConfigError} `unusable_file`: a folder is in the way
 */
export function planTasks(participants: readonly Participant[], context: PlanContext): readonly Task[] {
  const folders = new Map(context.folders.map((folder) => [folderKey(folder), folder]));
  const clients = certificatesByName(context.certificates);
  return participants.map((participant) => {
    const { name } = participant;
    const folder = folders.get(folderKey(name));
    if (folder !== undefined && folder.normalize('NFC') !== name) throw collides(name, folder);
    const named = clients.get(name) ?? [];
    const valid = named.findLast((certificate) => stateOf(certificate) === 'valid');
    if (valid !== undefined) {
      return { kind: 'keep', participant, certificate: valid, folder: folder !== undefined };
    }
    const last = named.at(-1);
    if (typeof last?.revoked === 'string' && !context.afterRevocation) {
      return { kind: 'skip', participant, certificate: last };
    }
    if (folder !== undefined && last === undefined) throw isOthers(folder);
    return { kind: 'make', participant, replaces: folder !== undefined };
  });
}

function certificatesByName(
  certificates: readonly IndexedCertificate[],
): ReadonlyMap<string, readonly IndexedCertificate[]> {
  const byName = new Map<string, IndexedCertificate[]>();
  for (const certificate of certificates) {
    if (certificate.usage !== 'client') continue;
    const name = certificate.name.normalize('NFC');
    byName.set(name, [...(byName.get(name) ?? []), certificate]);
  }
  return byName;
}

function collides(name: string, folder: string): ConfigError {
  return new ConfigError(
    'unusable_file',
    `"${escapeText(name)}" and the folder "${escapeText(folder)}" that exists differ in upper and lower case only. Nothing was made.`,
  );
}

function isOthers(folder: string): ConfigError {
  return new ConfigError(
    'unusable_file',
    `The folder "${escapeText(folder)}" exists and holds no certificate of this CA. Move it away. Nothing was made.`,
  );
}
