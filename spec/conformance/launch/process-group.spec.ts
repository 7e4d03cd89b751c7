import test from 'ava';
import { spawnProgram } from '../../../lib/conformance/launch/spawned.js';

const OPTIONS = { env: {}, maxMemoryBytes: 2 ** 30 };
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a program that leaves nothing', async (t) => {
  t.deepEqual((await spawnProgram(['sh', '-c', 'sleep 0'], OPTIONS).exited).left, []);
});

onLinux('a program that leaves one that works on', async (t) => {
  const { code, left } = await spawnProgram(['sh', '-c', 'sleep 60 & exit 3'], OPTIONS).exited;
  t.deepEqual([code, left], [3, ['sleep']]);
});

onLinux('what ends soon behind the program is not left', async (t) => {
  t.deepEqual((await spawnProgram(['sh', '-c', 'sleep 0.1 & exit 0'], OPTIONS).exited).left, []);
});
