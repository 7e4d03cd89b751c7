import test from 'ava';
import { clientLauncher } from '../../../lib/conformance/launch/client-launcher.js';

const TARGET = { host: 'localhost', port: 1234, ca: '/c/ca.pem', cert: '/c/cert.pem', key: '/c/key.pem' };
const SUCCESS = { exitCode: 0, text: null };
const MAX_BYTES = 2 ** 30;

test('placeholders are filled in, and are variables of the environment too', async (t) => {
  const script =
    'echo "$0 $1 $TLSLP_CHECK_HOST $TLSLP_CHECK_PORT $TLSLP_CHECK_CA $TLSLP_CHECK_CERT $TLSLP_CHECK_KEY"';
  const program = clientLauncher(['sh', '-c', script, '{host}:{port}', '{key}'], SUCCESS, MAX_BYTES).start(
    TARGET,
  );
  await program.exited;
  const filledIn = 'localhost:1234 /c/key.pem';
  t.is(program.stdout().toString(), `${filledIn} localhost 1234 /c/ca.pem /c/cert.pem /c/key.pem\n`);
});
