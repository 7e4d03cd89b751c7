import test from 'ava';
import { machineLine, machineNow, versionsOf, type Machine } from '../../../scripts/bench/machine.js';

test('versions are those of the Node that is asked', async (t) => {
  const { node, openssl } = process.versions;
  t.deepEqual(await versionsOf(process.execPath), { node, openssl });
});

const noNode = test.macro(async (t, path: string) => {
  await t.throwsAsync(versionsOf(path), {
    message: `--node: ${JSON.stringify(path)} cannot be run as a Node.`,
  });
});

test('no Node: it fails', noNode, '/bin/false');
test('no Node: it says something else', noNode, '/bin/echo');
test('no Node: there is none', noNode, '/no/such/node');

const MACHINE: Machine = {
  node: '24.1.0',
  openssl: '3.5.0',
  clientsNode: '24.1.0',
  processor: 'AMD EPYC',
  cores: 2,
  load: 0.5,
};

test('one line says it all', (t) => {
  t.is(machineLine(MACHINE), 'Node 24.1.0, OpenSSL 3.5.0, AMD EPYC, 2 cores, load 0.50');
});

test('the Node of the clients is named where it is another', (t) => {
  t.regex(
    machineLine({ ...MACHINE, clientsNode: '20.20.2' }),
    /OpenSSL 3\.5\.0, clients with Node 20\.20\.2,/,
  );
});

test('this machine has a processor', (t) => {
  const { cores, processor, load } = machineNow({ node: '20.0.0', openssl: '3' });
  t.true(cores >= 1 && processor !== '' && load >= 0);
});
