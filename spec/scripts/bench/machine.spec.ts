import test from 'ava';
import { machineLine, machineNow, versionsOf, type Machine } from '../../../scripts/bench/machine.js';

test('the versions are those of the given Node', async (t) => {
  const { node, openssl } = process.versions;
  t.deepEqual(await versionsOf(process.execPath), { node, openssl });
});

const noNode = test.macro(async (t, path: string) => {
  await t.throwsAsync(versionsOf(path), {
    message: `--node: ${JSON.stringify(path)} is not a Node executable.`,
  });
});

test('not a Node: it fails', noNode, '/bin/false');
test('not a Node: it prints something else', noNode, '/bin/echo');
test('not a Node: no such file', noNode, '/no/such/node');

const MACHINE: Machine = {
  node: '24.1.0',
  openssl: '3.5.0',
  clientsNode: '24.1.0',
  processor: 'AMD EPYC',
  cores: 2,
  load: 0.5,
};

test('the machine fits on one line', (t) => {
  t.is(machineLine(MACHINE), 'Node 24.1.0, OpenSSL 3.5.0, AMD EPYC, 2 cores, load 0.50');
});

test('the line has the Node of the clients if it differs', (t) => {
  t.regex(
    machineLine({ ...MACHINE, clientsNode: '20.20.2' }),
    /OpenSSL 3\.5\.0, clients with Node 20\.20\.2,/,
  );
});

test('machineNow describes this machine', (t) => {
  const { cores, processor, load } = machineNow({ node: '20.0.0', openssl: '3' });
  t.true(cores >= 1 && processor !== '' && load >= 0);
});
