import test from 'ava';
import { hostPort, remoteText } from '../../lib/session/remote-text.js';

const says = test.macro<[actual: string, expected: string]>((t, actual, expected) => {
  t.is(actual, expected);
});

test('no remote', says, remoteText(null), 'unknown');
test('IPv4', says, remoteText({ address: '127.0.0.1', port: 5 }), '127.0.0.1:5');
test('IPv6', says, hostPort('::1', 5), '[::1]:5');
test('host that a terminal would obey', says, hostPort('a\u001b[2J', 5), 'a\\u001b[2J:5');
