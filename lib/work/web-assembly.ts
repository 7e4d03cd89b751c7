/** As much of WebAssembly as is used here: Node's types leave it to those of browsers. */
export interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule) => { readonly exports: Readonly<Record<string, unknown>> };
}

export interface WasmModule {
  readonly [brand]: true;
}
declare const brand: unique symbol;

/** An exported constant. */
export interface WasmGlobal {
  readonly value: number;
}

/** Not there in a Node that was started with --jitless. */
export const webAssembly = (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;
