import { lookup } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { skipped } from '../../../engine/finding.js';
import type { ClientCheck } from '../../client-check.js';
import { askAll } from '../../questions.js';
import type { ClientStage } from '../../stage.js';

/** Where the server is. */
export const RUN_HOSTS: readonly ClientCheck[] = [
  {
    id: 'run.localhost_ipv4',
    level: 'must',
    section: 'run',
    rule: '"localhost" is reached where the server listens on 127.0.0.1 alone.',
    play: (stage) => reaches(stage, '127.0.0.1', 'localhost'),
  },
  {
    id: 'run.localhost_ipv6',
    level: 'should',
    section: 'run',
    rule: '"localhost" is reached where the server listens on ::1 alone.',
    play: async (stage) => {
      needsIpv6();
      const addresses = await lookup('localhost', { all: true });
      if (!addresses.some(({ address }) => isIPv6(address)))
        throw skipped('"localhost" has no IPv6 address on this machine');
      await reaches(stage, '::1', 'localhost');
    },
  },
  {
    id: 'run.ipv4_address',
    level: 'must',
    section: 'run',
    rule: 'The host can be an IPv4 address, which the certificate of the server holds.',
    play: (stage) => reaches(stage, '127.0.0.1', '127.0.0.1'),
  },
  {
    id: 'run.ipv6_address',
    level: 'should',
    section: 'run',
    rule: 'The host can be an IPv6 address, which the certificate of the server holds.',
    play: async (stage) => {
      needsIpv6();
      await reaches(stage, '::1', '::1');
    },
  },
];

async function reaches(stage: ClientStage, address: string, host: string): Promise<void> {
  const meeting = await stage.meet({ addresses: [address] }, { host });
  await askAll(meeting.peer, stage.random, { names: ['FULL_NAME'] });
  await stage.succeeds(meeting);
}

function needsIpv6(): void {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  if (!all.some(({ address }) => address === '::1'))
    throw skipped('this machine has no IPv6 loopback address');
}
