import test from 'ava';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { hasProgram } from '../../support/has-program.js';
import { documentedObjects, KUBERNETES_FILE, objectsOf } from './kubernetes-files.js';
import { lintObjects } from './kubernetes-lint.js';

const run = promisify(execFile);

const YAMLLINT_RULES = JSON.stringify({
  extends: 'default',
  rules: {
    'line-length': { max: 140 },
    // As prettier writes them.
    braces: { 'min-spaces-inside': 1, 'max-spaces-inside': 1 },
    // Some programs read 0440 as octal, and some as 440.
    'octal-values': { 'forbid-implicit-octal': true, 'forbid-explicit-octal': true },
    'empty-values': { 'forbid-in-block-mappings': true, 'forbid-in-flow-mappings': true },
  },
});

(hasProgram('yamllint', '--version') ? test : test.skip)('yamllint agrees', async (t) => {
  const { stdout } = await run('yamllint', ['--strict', '-d', YAMLLINT_RULES, KUBERNETES_FILE]);
  t.is(stdout, '');
});

test('every object is of its type: no unknown field, none that is missing', async (t) => {
  const objects = await documentedObjects();
  t.deepEqual(
    objects.map(({ kind }) => kind),
    [
      'Namespace',
      'ServiceAccount',
      'StatefulSet',
      'Service',
      'Service',
      'PodDisruptionBudget',
      'NetworkPolicy',
      'Job',
    ],
  );
  t.deepEqual(lintObjects(objects), []);
});

/** A mistake, by the text that it replaces, and what the check says about it. */
const MISTAKES: readonly (readonly [from: string, to: string, says: RegExp])[] = [
  ['terminationGracePeriodSeconds: ', 'terminationGracePeriod: ', /terminationGracePeriod/],
  ['replicas: 2', "replicas: '2'", /replicas.*string.*number/],
  ['readOnlyRootFilesystem: true', 'readonlyRootFilesystem: true', /readonlyRootFilesystem/],
  ['  policyTypes: [Ingress, Egress]', '  policyTypes: Ingress', /policyTypes/],
  ['containerPort: 1234', 'hostIP: 127.0.0.1', /containerPort.*missing/],
  ['apiVersion: policy/v1', 'apiVersion: policy/v1beta1', /policy\/v1beta1 is no version/],
  ['kind: PodDisruptionBudget', 'kind: PodDisruption', /PodDisruption/],
  ['maxUnavailable: 1', 'maxUnavailable: NO', /maxUnavailable.*false/],
];

for (const [from, to, says] of MISTAKES) {
  test(`the check finds a mistake: ${to}`, async (t) => {
    const text = await readFile(KUBERNETES_FILE, 'utf8');
    t.true(text.includes(from));
    const errors = lintObjects(objectsOf(text.replace(from, to)));
    t.true(
      errors.some((error) => says.test(error)),
      errors.join('\n'),
    );
  });
}
