import { Ajv } from 'ajv';
import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadServerOptions } from '../../lib/programs/server/load-options.js';
import { blocksOf, ROOT } from './documents.js';

const PAGE = join(ROOT, 'docs', 'configuration.md');

async function messagesOf(text: string): Promise<readonly string[]> {
  const result = await loadServerOptions(['--config', 'server.yaml'], {}, () =>
    Promise.resolve(Buffer.from(text)),
  );
  return result.kind === 'loaded' ? [] : result.mistakes.map(({ message }) => message);
}

test('the file in docs/configuration.md is good, for the program and for the schema', async (t) => {
  const files = blocksOf(PAGE).filter(({ info }) => info[0] === 'yaml');
  t.is(files.length, 1);
  const schema = readFileSync(join(ROOT, 'schema', 'tlslp-server.schema.json'), 'utf8');
  const validate = new Ajv().compile(JSON.parse(schema) as object);
  for (const { text } of files) {
    t.deepEqual(await messagesOf(text), []);
    t.true(validate(parse(text)), JSON.stringify(validate.errors));
    t.regex(
      text,
      /^# yaml-language-server: \$schema=node_modules\/tlslp-server\/schema\/tlslp-server\.schema\.json$/m,
    );
  }
});

test('the mistakes in docs/configuration.md are what the program says', async (t) => {
  const shown =
    blocksOf(PAGE)
      .find(({ text }) => text.startsWith('server.yaml:3:1'))
      ?.text.split('\n') ?? [];
  const messages = await messagesOf('host: localhost\nport: 3115\nn-bit: 16\nwork-timeout: 1800\n');
  t.deepEqual(shown, [...messages, `${messages.length} mistakes in the configuration`]);
});
