// What a bundler makes of the solver has to solve, and its errors have to have their names.
import { isTlslpError } from 'tlslp-server/protocol';
import { solve } from 'tlslp-server/work';

// So many bits are worked on by threads, whose program the bundle has to hold.
const { suffix } = await solve('a-token', 18);
const error = await solve('a token', 12).catch((thrown) => thrown);
console.log(suffix.length > 0, isTlslpError(error), error.name, error.code);
