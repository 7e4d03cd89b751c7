import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { DEPLOY } from '../../support/deployed/deploy-files.js';

/** The documented file, and where it is. */
export const KUBERNETES_FILE = join(DEPLOY, 'kubernetes.yaml');

/** What every object of Kubernetes has. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/**
 * Reads objects of Kubernetes as kubectl does: as YAML 1.1, in which a number with a leading 0 is octal and NO is false.
 * @throws {YAMLParseError} the text is no YAML, or has a key twice
 */
export function objectsOf(text: string): KubernetesObject[] {
  return parseAllDocuments(text, { version: '1.1', uniqueKeys: true, merge: false }).map((document) => {
    const [error] = [...document.errors, ...document.warnings];
    if (error !== undefined) throw error;
    return document.toJS() as KubernetesObject;
  });
}

export async function documentedObjects(): Promise<KubernetesObject[]> {
  return objectsOf(await readFile(KUBERNETES_FILE, 'utf8'));
}
