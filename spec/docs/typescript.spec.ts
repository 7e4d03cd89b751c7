import test from 'ava';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { blocksOf, documents, ROOT } from './documents.js';

// The `ts` blocks of all documents are one program, compiled as an embedder compiles: with all types checked.

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  declaration: true,
  skipLibCheck: false,
  noEmit: true,
};

const HOST: ts.FormatDiagnosticsHost = {
  getCurrentDirectory: () => ROOT,
  getCanonicalFileName: (name) => name,
  getNewLine: () => '\n',
};

test('the TypeScript of the documents compiles', async (t) => {
  const blocks = documents()
    .flatMap(blocksOf)
    .filter(({ info }) => info[0] === 'ts');
  t.true(blocks.length > 0);
  // Within the repository, so that the package finds itself by its name, as an embedder's import does.
  const directory = join(ROOT, 'dist', `example-ts-${process.pid}`);
  await mkdir(directory);
  try {
    const files = blocks.map(({ file, line }) =>
      join(directory, `${file.replaceAll(/[^A-Za-z0-9]/g, '-')}-${line}.mts`),
    );
    await Promise.all(blocks.map(({ text }, i) => writeFile(files[i] ?? '', `${text}\nexport {};\n`)));
    const problems = ts.getPreEmitDiagnostics(ts.createProgram(files, OPTIONS));
    t.is(ts.formatDiagnostics(problems, HOST), '');
  } finally {
    await rm(directory, { recursive: true });
  }
});
