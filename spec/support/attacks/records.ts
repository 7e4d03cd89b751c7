export { CIPHER, RecordWriter } from '../../../lib/conformance/peers/records.js';
