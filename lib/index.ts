// What end users need: the reference's functions, by the contract's names (PROTOCOL.md, section 3).
export { main } from './programs/main.js';
export { argsToServerConfig, buildServerParser } from './programs/server/options.js';
export { prepareServerSocket, type PreparedServer } from './contract/prepare-server-socket.js';
export { handleOneSession } from './contract/handle-one-session.js';
export { sendAndReceive } from './contract/send-and-receive.js';
export { sendFail } from './contract/send-fail.js';
export { receiveMessage, sendMessage } from './contract/messages.js';

// What embedders need, room by room; each is a subpath of its own, too.
export * from './server/index.js';
export * from './records/index.js';
export * from './session/index.js';
export * from './observe/tutorial/index.js';
export * from './client/index.js';
export * from './work/index.js';
export * from './protocol/index.js';

// The pieces underneath: lines over any stream.
export { lines, type UnreadBytes } from './lines/lines.js';
export { lineWriter, type LineWriterOptions, type SendLine } from './lines/writer.js';
export { closeGracefully, LINGER_MAX_BYTES, type LingerMeter, type LingerOptions } from './lines/close.js';
export { nextLoopTurn } from './lines/next-loop-turn.js';
