import type {
  KyselyPlugin,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from 'kysely'

/** Drivers give blobs as ArrayBuffer or Buffer; from here on there is only `Uint8Array`. */
export const bytesPlugin: KyselyPlugin = {
  transformQuery: ({ node }): RootOperationNode => node,
  transformResult: async ({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> => ({
    ...result,
    rows: result.rows.map((row) => {
      return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plainBytes(value)]))
    }),
  }),
}

/** A Buffer is a Uint8Array, but prints, compares and serialises in its own ways. */
function plainBytes(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (Buffer.isBuffer(value)) return new Uint8Array(value.buffer, value.byteOffset, value.length)
  return value
}
