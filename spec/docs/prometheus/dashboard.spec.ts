import test from 'ava';
import { dashboard, type Panel } from './files.js';

const COLUMNS = 24;

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

test('the panels of the dashboard stand on its grid, and none covers another', async (t) => {
  const { panels } = await dashboard();
  t.true(panels.length > 20);
  for (const [at, panel] of panels.entries()) {
    const { x, y, w, h } = panel.gridPos;
    t.true(
      [x, y, w, h].every((number) => Number.isInteger(number) && number >= 0),
      panel.title,
    );
    t.true(w > 0 && h > 0 && x + w <= COLUMNS, panel.title);
    for (const other of panels.slice(at + 1))
      t.false(overlap(panel, other), `${panel.title}, ${other.title}`);
  }
});

test('the grid of the dashboard has no holes', async (t) => {
  const { panels } = await dashboard();
  const area = panels.reduce((sum, { gridPos: { w, h } }) => sum + w * h, 0);
  const height = Math.max(...panels.map(({ gridPos: { y, h } }) => y + h));
  t.is(area, COLUMNS * height);
});

test('ids, titles and queries of the dashboard are told apart', async (t) => {
  const { panels, uid, schemaVersion } = await dashboard();
  t.is(uid, 'tlslp-server');
  t.is(schemaVersion, 42);
  t.is(new Set(panels.map(({ id }) => id)).size, panels.length);
  t.is(new Set(panels.map(({ title }) => title)).size, panels.length);
  for (const { title, targets = [] } of panels)
    t.is(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
});

test('every panel of the dashboard says what it shows, and asks the source that was chosen', async (t) => {
  const { panels, templating } = await dashboard();
  t.deepEqual(
    templating.list.map(({ name, type }) => [name, type]),
    [
      ['datasource', 'datasource'],
      ['instance', 'query'],
    ],
  );
  for (const { title, type, description = '', targets = [] } of panels) {
    if (type === 'row') continue;
    t.regex(description, /^[A-Z0-9].*\.$/, title);
    t.true(targets.length > 0, title);
    for (const { datasource, expr } of targets) {
      t.is(datasource.uid, '${datasource}', title);
      t.true(expr.includes('instance=~"$instance"'), title);
    }
  }
});
