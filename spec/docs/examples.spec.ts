import test from 'ava';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { ensureCertificates } from '../../lib/certificates/ensure.js';
import { makePlace } from './place.js';
import { blocksOf, documents, ROOT, type Block } from './documents.js';

/** Each `js` or `ts` block with the `text` block behind it: the program, and what it prints, or ends with. */
function examplesOf(path: string): { program: Block; output: string }[] {
  const blocks = blocksOf(path);
  return blocks.flatMap((program, index) => {
    const next = blocks[index + 1];
    return /^[jt]s$/.test(program.info[0] ?? '') && next?.info[0] === 'text'
      ? [{ program, output: next.text }]
      : [];
  });
}

const printsWhatItSays = test.macro(async (t, program: Block, output: string) => {
  // Within the repository, so that the package finds itself by its name, as an embedder's import does.
  const directory = await mkdtemp(join(ROOT, 'dist', 'example-'));
  const file = join(directory, 'example.mjs');
  const place = await makePlace();
  try {
    await ensureCertificates(join(place.cwd, 'certificates'));
    await writeFile(
      file,
      ts.transpile(program.text, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }),
    );
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], place);
    t.is(stderr, '');
    const printed = stdout.split('\n').map((line) => line.trimEnd());
    t.is(printed.slice(-1 - output.split('\n').length, -1).join('\n'), output);
  } finally {
    await rm(directory, { recursive: true });
    await rm(dirname(place.cwd), { recursive: true });
  }
});

const examples = documents().flatMap(examplesOf);
for (const { program, output } of examples) {
  test.serial(`${program.file}:${program.line} prints what it says`, printsWhatItSays, program, output);
}

test('there are examples', (t) => {
  t.true(examples.length >= 3);
});
