import { MAX_UNIQUE_ID_BYTES, MAX_V1_BYTES, MAX_V2_BYTES } from './header.js';

/** The rules of the PROXY protocol that bytes can break, each as the end of a sentence. A closed list. */
export const PROXY_RULES = {
  signature: 'it begins with neither "PROXY " nor the 12 bytes of version 2',
  v1_length: `its line has no CR LF within ${MAX_V1_BYTES} bytes`,
  v1_form: 'its line is not TCP4, TCP6 or UNKNOWN with two addresses and two ports',
  v1_address: 'an address of its line is not one of its family',
  v1_port: 'a port of its line is not a number from 0 to 65535 without leading zeros',
  v2_version: 'its version is not 2',
  v2_command: 'its command is neither LOCAL nor PROXY',
  v2_family: 'its address family is unknown',
  v2_transport: 'its transport is unknown',
  v2_length: `it is longer than 16 + ${MAX_V2_BYTES} bytes`,
  v2_addresses: 'it is too short for its addresses',
  v2_tlv: 'a TLV ends beyond its end',
  v2_tlv_length: `a TLV has a length that its type does not allow, such as a unique id of more than ${MAX_UNIQUE_ID_BYTES} bytes`,
  v2_repeated_tlv: 'a TLV that can be there once is there twice',
  v2_checksum: 'its CRC32C is wrong',
} as const;

/** A rule of the PROXY protocol that bytes can break. */
export type ProxyRule = keyof typeof PROXY_RULES;

/** A header is invalid. It never leaves this folder. */
export class BrokenRule extends Error {
  readonly rule: ProxyRule;

  constructor(rule: ProxyRule) {
    super(PROXY_RULES[rule]);
    this.rule = rule;
  }
}
