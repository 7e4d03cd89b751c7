// check-tarball.mjs DIRECTORY: the unpacked package holds what its files point to, and nothing of the tests.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(process.argv[2] ?? '.');
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const problems = [];
let maps = 0;

for (const file of files) {
  const name = file.slice(root.length + 1);
  if (/^dist\/(?!lib\/)|\.spec\.|\.tsbuildinfo$/.test(name)) problems.push(`${name} does not belong here`);
  if (/\.(js|d\.ts)$/.test(name)) {
    const map = /^\/\/# sourceMappingURL=(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
    if (map !== undefined && !existsSync(join(dirname(file), map))) problems.push(`${name}: no ${map}`);
  }
  if (name.endsWith('.map')) {
    maps += 1;
    const { sources } = JSON.parse(readFileSync(file, 'utf8'));
    for (const source of sources) {
      if (!existsSync(join(dirname(file), source))) problems.push(`${name}: no source ${source}`);
    }
  }
}

const { scripts = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) {
  if (name in scripts) problems.push(`package.json: the script ${name} runs at an installation`);
}

const summary = `${files.length} files, ${maps} maps, ${problems.length} problems`;
process.stdout.write([...problems, summary, ''].join('\n'));
process.exitCode = problems.length === 0 && maps > 0 ? 0 : 1;
