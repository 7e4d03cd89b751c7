import test from 'ava';
import { issueCertificates } from '../../../scripts/tutorial-judge/certificates.js';
import { MISTAKES } from '../../../scripts/tutorial-judge/mistakes/index.js';
import { tableOf } from '../../../scripts/tutorial-judge/report.js';
import { judgeAll, type Judged } from '../../../scripts/tutorial-judge/run.js';
import { temporaryDirectory } from '../../support/programs.js';
import '../../support/uncovered-children.js';

const ids = MISTAKES.map(({ id }) => id);

test('the set is large, and each id is there once', (t) => {
  t.true(ids.length >= 300, String(ids.length));
  t.deepEqual(
    ids.filter((id, index) => ids.indexOf(id) !== index),
    [],
  );
});

test('a right client and three wrong ones, against the program', async (t) => {
  const chosen = ['right.plain', 'done.cr', 'body.swapped', 'form.quotes'];
  const mistakes = MISTAKES.filter(({ id }) => chosen.includes(id));
  t.is(mistakes.length, chosen.length);
  const all: Judged[] = [];
  const certificates = await issueCertificates(await temporaryDirectory(t));
  for await (const judged of judgeAll(mistakes, certificates)) all.push(judged);
  t.deepEqual(
    all.map(({ mistake, verdict }) => `${mistake.id}: ${verdict}`),
    mistakes.map(({ id }) => `${id}: named`),
  );
  t.regex(tableOf(all), /^right +1 +1 \(100\.0 %\)/m);
});
