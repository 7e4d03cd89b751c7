// What a bundler makes of the solver has to solve, and its errors have to have their names.
import { isTlslpError } from 'tlslp-server/protocol';
import { solve } from 'tlslp-server/work';

const { suffix } = await solve('a-token', 12);
const error = await solve('a token', 12).catch((thrown) => thrown);
console.log(suffix.length > 0, isTlslpError(error), error.name, error.code);
