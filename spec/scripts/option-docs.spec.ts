import test from 'ava';
import { CLIENT_COMMAND_LINE } from '../../lib/programs/client/options.js';
import { generatedFiles } from '../../scripts/option-docs/main.js';
import { withSections } from '../../scripts/option-docs/markdown.js';

test('every generated file matches the option tables: "npm run docs:options" updates them', async (t) => {
  const files = await generatedFiles();
  t.deepEqual(
    files.map(({ path }) => path),
    [
      'docs/options.md',
      'schema/tlslp-server.schema.json',
      'schema/status.schema.json',
      'man/tlslp-server.1',
      'man/tlslp-client.1',
      'man/tlslp-work.1',
      'man/tlslp-top.1',
      'man/tlslp-certs.1',
      'man/tlslp-records.1',
      'man/tlslp-check.1',
    ],
  );
  for (const { path, found, wanted } of files) t.is(found, wanted, path);
});

test('the text between the markers is replaced; all other text stays', (t) => {
  const begin = '<!-- options of tlslp-client, written by "npm run docs:options" -->';
  const end = '<!-- end of options -->';
  const text = withSections(`before\n${begin}\nold\n${end}\nafter\n${end}\n`, [CLIENT_COMMAND_LINE]);
  t.true(text.startsWith(`before\n${begin}\n\n| option |`));
  t.true(text.endsWith(`\n\n${end}\nafter\n${end}\n`));
  t.false(text.includes('old'));
  t.is(withSections(text, [CLIENT_COMMAND_LINE]), text, 'a second run changes nothing');
});

test('every row of a table has as many cells as its head, also with a bar in a rule', async (t) => {
  const [options] = await generatedFiles();
  const tables = (options?.wanted ?? '').split('\n\n').filter((part) => part.startsWith('| '));
  t.true(tables.length > 8);
  for (const table of tables) {
    const counts = table
      .trimEnd()
      .split('\n')
      .map((row) => row.match(/(?<!\\)\|/g)?.length);
    t.is(new Set(counts).size, 1, table.slice(0, 200));
  }
});

test('a document without its markers is refused', (t) => {
  t.throws(() => withSections('', [CLIENT_COMMAND_LINE]), { message: /options of tlslp-client/ });
});
