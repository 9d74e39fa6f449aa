/** The part of WebAssembly that tests use, which only a browser's types describe. Stays the real one. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean
  readonly Module: {
    new (bytes: Uint8Array): object
    imports(module: object): readonly { module: string; name: string; kind: string }[]
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
