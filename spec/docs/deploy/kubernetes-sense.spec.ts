import test, { type ExecutionContext } from 'ava';
import type { Job } from 'kubernetes-types/batch/v1.js';
import type { StatefulSet } from 'kubernetes-types/apps/v1.js';
import type { Container, PodSpec, Service } from 'kubernetes-types/core/v1.js';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import { packageVersion } from '../../../lib/config/version.js';
import { parseServerArguments } from '../../../lib/programs/server/options.js';
import { documentedObjects } from './kubernetes-files.js';

// The documented objects fit together, and fit the server.

const objects = await documentedObjects();

interface Kinds {
  readonly Job: Job;
  readonly NetworkPolicy: NetworkPolicy;
  readonly PodDisruptionBudget: PodDisruptionBudget;
  readonly Service: Service;
  readonly StatefulSet: StatefulSet;
}

/** All of a kind. That they are of its type, another spec checks. */
function all<K extends keyof Kinds>(kind: K): readonly Kinds[K][] {
  return objects.filter((object) => object.kind === kind) as unknown as readonly Kinds[K][];
}

function only<K extends keyof Kinds>(kind: K): Kinds[K] {
  const [object, ...more] = all(kind);
  if (object === undefined || more.length > 0) throw new Error(`not one ${kind}`);
  return object;
}

/** What is there, or an error. */
function given<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`${what} is missing`);
  return value;
}

const server = given(only('StatefulSet').spec, 'spec');
const serverPod = given(server.template.spec, 'pod');
const job = given(only('Job').spec, 'spec');
const jobPod = given(job.template.spec, 'pod');
const serverContainer = given(serverPod.containers[0], 'container');

const containersOf = ({ containers, initContainers = [] }: PodSpec): readonly Container[] => [
  ...initContainers,
  ...containers,
];

for (const [name, pod] of Object.entries({ server: serverPod, job: jobPod })) {
  test(`the pod of the ${name} has no more rights than it needs`, (t) => {
    t.is(pod.automountServiceAccountToken, false);
    const { runAsNonRoot, runAsUser, seccompProfile } = given(pod.securityContext, 'securityContext');
    t.deepEqual([runAsNonRoot, runAsUser, seccompProfile?.type], [true, 1000, 'RuntimeDefault']);
    for (const container of containersOf(pod)) {
      const { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities } =
        container.securityContext ?? {};
      t.deepEqual([allowPrivilegeEscalation, readOnlyRootFilesystem], [false, true], container.name);
      t.deepEqual(capabilities, { drop: ['ALL'] }, container.name);
      t.truthy(container.resources?.requests?.['memory'], container.name);
      t.truthy(container.resources?.limits?.['memory'], container.name);
      t.is(container.image, `tlslp-server:${packageVersion()}`);
    }
  });

  test(`the pod of the ${name} mounts what it has, and has what it mounts`, (t) => {
    const templates = pod === serverPod ? (server.volumeClaimTemplates ?? []) : [];
    const volumes = [...(pod.volumes ?? []), ...templates.map(({ metadata }) => metadata)];
    const mounted = containersOf(pod).flatMap(({ volumeMounts = [] }) =>
      volumeMounts.map((mount) => mount.name),
    );
    t.deepEqual([...new Set(mounted)].sort(), volumes.map((volume) => volume?.name ?? '').sort());
  });

  test(`every secret of the ${name} is a file`, (t) => {
    for (const { env = [], envFrom = [] } of containersOf(pod)) {
      t.deepEqual(envFrom, []);
      for (const { name: variable, valueFrom } of env) t.is(valueFrom, undefined, variable);
    }
    const words = containersOf(pod).flatMap(({ command = [], args = [] }) => [...command, ...args]);
    t.true(
      words.every((word) => !/:[^/@]+@/.test(word)),
      'no password is in a URL',
    );
    for (const { secret } of pod.volumes ?? []) t.true(secret === undefined || secret.defaultMode === 0o440);
  });
}

test('labels select the pods that they are meant for', (t) => {
  const labels = server.template.metadata?.labels;
  t.deepEqual(server.selector.matchLabels, labels);
  for (const { spec } of all('Service')) t.deepEqual(spec?.selector, labels);
  t.deepEqual(only('PodDisruptionBudget').spec?.selector?.matchLabels, labels);
  const [{ values = [] } = {}] = only('NetworkPolicy').spec?.podSelector.matchExpressions ?? [];
  const names = [labels, job.template.metadata?.labels].map((one) => one?.['app.kubernetes.io/name']);
  t.deepEqual(values, names);
  t.true(all('Service').some(({ metadata }) => metadata?.name === server.serviceName));
});

test('everything is in the namespace', (t) => {
  for (const { kind, metadata } of objects)
    t.is(metadata.namespace, kind === 'Namespace' ? undefined : 'tlslp');
});

/** The value of an option in the arguments of the server. */
const flag = (name: string): string => {
  const found = (serverContainer.args ?? []).find((argument) => argument.startsWith(`--${name}=`));
  return given(found, name).slice(name.length + 3);
};

function optionsOf(t: ExecutionContext) {
  const usage = parseServerArguments(serverContainer.args ?? []);
  if (usage.kind !== 'run') return t.fail(usage.kind === 'exit' ? usage.stderr : usage.kind);
  return usage.options;
}

test('the server has the options that it is given', (t) => {
  const { config } = optionsOf(t);
  t.is(config.drainTimeout, 1830);
  t.true(config.drainTimeout > config.workTimeout);
});

test('a pod has time for its last session', (t) => {
  const [, pause = ''] = serverContainer.lifecycle?.preStop?.exec?.command ?? [];
  t.true(Number(pause) > 0);
  t.true(
    given(serverPod.terminationGracePeriodSeconds, 'grace') > Number(pause) + Number(flag('drain-timeout')),
  );
});

test('ports have the numbers that the server listens on, and names that are used', (t) => {
  const numbers = new Map(
    serverContainer.ports?.map(({ name = '', containerPort }) => [name, containerPort]),
  );
  t.is(String(numbers.get('tls')), flag('port'));
  t.true(flag('status').endsWith(`:${numbers.get('status') ?? ''}`));
  const { livenessProbe, readinessProbe, startupProbe } = serverContainer;
  const probes = [livenessProbe, readinessProbe, startupProbe].map((probe) => probe?.httpGet);
  t.deepEqual(
    probes.map((probe) => [probe?.path, probe?.port, probe?.scheme]),
    [
      ['/livez', 'status', 'HTTPS'],
      ['/readyz', 'status', 'HTTPS'],
      ['/readyz', 'status', 'HTTPS'],
    ],
  );
  for (const { spec } of all('Service')) {
    for (const { port, targetPort } of spec?.ports ?? []) t.is(numbers.get(String(targetPort)), port);
  }
  for (const { ports = [] } of only('NetworkPolicy').spec?.ingress ?? []) {
    for (const { port } of ports) t.true(numbers.has(String(port)), String(port));
  }
});

test('every file that the server is given is in a volume', (t) => {
  const places = (serverContainer.volumeMounts ?? []).map(({ mountPath }) => mountPath);
  const files = ['server-cert', 'server-key', 'ca-cert', 'status-token-file'].map(flag);
  files.push(...(serverContainer.env ?? []).map(({ value = '' }) => value));
  for (const file of files)
    t.true(
      places.some((place) => `${file}/`.startsWith(`${place}/`)),
      file,
    );
});

test('the Job migrates as the owner, and the server serves as its role, in one database', (t) => {
  const ofJob = new URL(given(jobPod.containers[0]?.args?.[0], 'URL').slice('--records='.length));
  const ofServer = new URL(flag('records'));
  t.deepEqual(jobPod.containers[0]?.command, ['tlslp-records', 'migrate']);
  t.deepEqual([ofJob.username, ofServer.username], ['tlslp_owner', 'tlslp_server']);
  for (const url of [ofJob, ofServer]) url.username = '';
  t.is(ofJob.href, ofServer.href);
});
