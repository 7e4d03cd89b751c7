import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../documents.js';
import type { KubernetesObject } from './kubernetes-files.js';

/** The types of Kubernetes's API by `apiVersion`: the modules of kubernetes-types, which are made from its OpenAPI description. */
const MODULES: Readonly<Record<string, string>> = {
  v1: 'core/v1',
  'apps/v1': 'apps/v1',
  'batch/v1': 'batch/v1',
  'networking.k8s.io/v1': 'networking/v1',
  'policy/v1': 'policy/v1',
};

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
};

/**
 * Checks objects strictly: a field that Kubernetes does not know, one that it needs and does not find, and a value of a wrong type are
 * errors. Each object becomes a constant of its type, for TypeScript to check.
 * @returns the errors, each with the object and the field
 */
export function lintObjects(objects: readonly KubernetesObject[]): string[] {
  const path = join(ROOT, 'kubernetes-objects.ts');
  const errors: string[] = [];
  const lines: string[] = [];
  for (const [index, object] of objects.entries()) {
    const module = MODULES[object.apiVersion];
    if (module === undefined) errors.push(`${object.apiVersion} is no version of an API that is known here`);
    else {
      lines.push(`import type { ${object.kind} as Kind${index} } from 'kubernetes-types/${module}.js';`);
      lines.push(`export const object${index}: Kind${index} = ${JSON.stringify(object, null, 1)};`);
    }
  }
  return [...errors, ...typeErrors(path, lines.join('\n'))];
}

const files = ts.createCompilerHost(OPTIONS);
/** Files that were parsed: the same for every check. */
const parsed = new Map<string, ts.SourceFile | undefined>();

function typeErrors(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const host: ts.CompilerHost = {
    ...files,
    getSourceFile: (name, options) => {
      if (name === path) return source;
      if (!parsed.has(name)) parsed.set(name, files.getSourceFile(name, options));
      return parsed.get(name);
    },
    fileExists: (name) => name === path || files.fileExists(name),
    readFile: (name) => (name === path ? text : files.readFile(name)),
    getCurrentDirectory: () => dirname(path),
  };
  const program = ts.createProgram([path], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start = 0 }) => {
    const { line } = source.getLineAndCharacterOfPosition(start);
    const words = ts.flattenDiagnosticMessageText(messageText, ' ');
    return `${text.split('\n')[line]?.trim() ?? ''}: ${words}`;
  });
}
