// The PROXY protocol of HAProxy, version 1 and 2: bytes to a header, and a header to bytes. Pure: it knows no socket.
export { encodeProxyHeader, type ProxyHeaderToSend } from './encode.js';
export {
  MAX_UNIQUE_ID_BYTES,
  MAX_V1_BYTES,
  MAX_V2_BYTES,
  type ProxyAddresses,
  type ProxyEndpoint,
  type ProxyHeader,
  type ProxySsl,
  type ProxyTlv,
  type ProxyTransport,
} from './header.js';
export { ProxyHeaderParser, readProxyHeader, type ProxyProgress, type ProxyVerdict } from './parser.js';
export { PROXY_RULES, type ProxyRule } from './rules.js';
export { hasProxySignature } from './signatures.js';
