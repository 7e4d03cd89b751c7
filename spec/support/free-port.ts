// The tests need what the kit needs: a port that stays closed, or is taken later, and that the system gives to nobody.
export { freePort } from '../../lib/conformance/server/free-port.js';
