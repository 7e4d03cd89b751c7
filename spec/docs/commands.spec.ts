import test from 'ava';
import { readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { blocksOf, documents, localLinksOf, ROOT, type Block } from './documents.js';
import { hasC, hasJava, hasProgram, hasPython } from '../support/has-program.js';
import { makePlace } from './place.js';
import { runBlock, startServer, type RunningServer } from './shell.js';

// A shell block of a document says in its first line what it is:
//   ```sh          runs to its end, with exit code 0
//   ```sh server   starts a server, which the blocks after it speak to, until the next one or the document's end
//   ```sh jq       runs to its end where jq is installed
//   ```sh cc       compiles a program in C, where a compiler and OpenSSL are
//   ```sh python   runs a program in Python, where that is
//   ```sh java     runs a program in Java from its source, where a JDK is
//   ```sh postgres needs a database: postgres.spec.ts runs it
//   ```sh ci       is what CI itself does: .ci/run and package.json must say the same
//   ```sh package  is for the published package; .ci/package-check does it with the tarball
const TOOLS = { jq: hasProgram('jq', '--version'), python: hasPython(), cc: hasC(), java: hasJava() };
const NOT_HERE = [
  ...['ci', 'package', 'postgres'],
  ...Object.entries(TOOLS).flatMap(([tool, isHere]) => (isHere ? [] : [tool])),
];
const isRunHere = ({ info }: Block): boolean => info[0] === 'sh' && !NOT_HERE.includes(info[1] ?? '');

const runsAsWritten = test.macro(async (t, path: string) => {
  const place = await makePlace();
  let server: RunningServer | null = null;
  const stop = async (): Promise<void> => {
    if (server !== null) t.is(await server.stop(), 0, 'the server stops in order');
    server = null;
  };
  try {
    for (const block of blocksOf(path).filter(isRunHere)) {
      const purpose = block.info[1];
      if (purpose === 'server') {
        await stop();
        server = await startServer(block, place);
      } else {
        const { code, output } = await runBlock(block, place);
        t.is(code, 0, `${block.file}:${block.line}\n${block.text}\n${output}`);
      }
    }
    await stop();
  } finally {
    await stop();
    await rm(dirname(place.cwd), { recursive: true, force: true });
  }
});

// One after the other: they speak of the same ports and the same certificates.
for (const path of documents()) {
  const name = path.slice(ROOT.length + 1);
  if (blocksOf(path).some(isRunHere))
    test.serial(`the commands in ${name} run as written`, runsAsWritten, path);

  test(`the links in ${name} lead somewhere`, (t) => {
    for (const link of localLinksOf(path)) t.true(existsSync(join(dirname(path), link)), link);
    t.pass();
  });
}

test('what only CI can run, it runs', async (t) => {
  const ci = await readFile(join(ROOT, '.ci', 'run'), 'utf8');
  const commands = documents()
    .flatMap(blocksOf)
    .filter(({ info }) => info[0] === 'sh' && info[1] === 'ci')
    .flatMap(({ text }) => text.split(/\n|&&/))
    .map((command) => command.trim());
  t.true(commands.length > 0);
  for (const command of commands) t.true(ci.includes(command), command);
});
