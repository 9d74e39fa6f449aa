/** The part of WebAssembly that is used in tests, which only a browser's types describe. It stays the real one. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean
  readonly Module: {
    new (bytes: Uint8Array): object
    imports(module: object): readonly { module: string; name: string; kind: string }[]
    exports(module: object): readonly { name: string; kind: string }[]
  }
  readonly Memory: {
    new (size: { readonly initial: number; readonly maximum?: number }): LinearBuffer
    readonly prototype: LinearBuffer
  }
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, (...args: never[]) => unknown>> }
}

type LinearBuffer = { readonly buffer: ArrayBuffer; grow(pages: number): number }

export const webAssembly = WebAssembly
