/** The part of WebAssembly that is used here. Node's types do not declare it: they leave it to the browser types. */
export interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule) => { readonly exports: object };
}

export interface WasmModule {
  readonly [brand]: true;
}
declare const brand: unique symbol;

/** An exported constant. */
export interface WasmGlobal {
  readonly value: number;
}

/** Undefined when Node was started with --jitless. */
export const webAssembly = (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;
