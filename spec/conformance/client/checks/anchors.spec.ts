import { readFileSync } from 'node:fs';
import test from 'ava';
import { CLIENT_CHECKS } from '../../../../lib/conformance/client/checks/index.js';
import { placeOf } from '../../../../lib/conformance/engine/sections.js';
import { ROOT } from '../../../docs/documents.js';

/** The anchors of a page, as GitHub makes them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const text = readFileSync(`${ROOT}/${page}`, 'utf8');
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test('the place of every rule is on the page', (t) => {
  const anchors = anchorsOf('docs/protocol.md');
  for (const check of CLIENT_CHECKS) {
    const [page, anchor = ''] = placeOf(check).split('#');
    t.is(page, 'docs/protocol.md');
    t.true(anchors.has(anchor), `${check.id}: ${anchor}`);
  }
});

test('every check has an id of its own, of its section', (t) => {
  const ids = CLIENT_CHECKS.map(({ id }) => id);
  t.is(new Set(ids).size, ids.length);
  for (const { id, section } of CLIENT_CHECKS) t.regex(id, new RegExp(`^${section}\\.[a-z0-9_]+$`));
});

test('there are more than a hundred checks', (t) => {
  t.true(CLIENT_CHECKS.length > 100);
});
