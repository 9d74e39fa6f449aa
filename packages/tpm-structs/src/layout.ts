/**
 * How structures are described. A structure is a row of the tables: parser, serialiser, TypeScript types and `describe` all
 * follow from it.
 *
 * @see TPM 2.0 Library Part 2, §4 "Conventions"
 */
import type { Cursor } from './cursor.ts'

/** What every layout has: the name of its type, and how it is read. */
type Kind<Name extends string> = { readonly kind: Name; readonly type: string } & Readable

/** A layout is read off a cursor; in a row it is what is read, or describes itself. */
export interface Readable {
  read: Read
  in(row: Writer): this
}
export type Read = (cursor: Cursor) => unknown

/** What a row is written with, beside its layouts. */
export type Writer = {
  /** the field that chooses the members of the unions behind it */
  selector<L extends Layout>(layout: L): Selector<L>
}

/** Names of constants by value. */
export type Constants = { readonly [value: number]: string }

/** An unsigned integer, big-endian. 8 bytes are a `bigint`. */
export type UintLayout = Kind<'uint'> & {
  readonly bytes: 1 | 2 | 4 | 8
  /** names for people */
  readonly constants: Constants | undefined
  /** the values of the type, where those that are named are all of them */
  readonly only: ReadonlySet<number> | undefined
}

/** A word of attributes, with names by bit number. */
export type FlagsLayout = Kind<'flags'> & {
  readonly bytes: 1 | 4
  readonly flags: Readonly<Record<number, string>>
}

/** Bytes of a fixed number. */
export type BytesLayout = Kind<'bytes'> & { readonly length: number }

/** A TPM2B: its content behind its size. Without `content` that is bytes. */
export type SizedLayout = Kind<'sized'> & {
  /** bytes of the size */
  readonly prefix: 1 | 2
  readonly most: number
  readonly content?: Layout
}

/** A TPML: elements behind their count. */
export type ListLayout = Kind<'list'> & { readonly most: number; readonly element: Layout }

/** No bytes at all. */
export type EmptyLayout = Kind<'empty'>

/** A TPMU: its members by selector. It is chosen by its selector and by nothing else. */
export type UnionLayout = Kind<'union'> & { readonly members: Members }
export type Members = { readonly [selector: number]: Layout }

/** Fields in their order. */
export type StructLayout = Kind<'struct'> & { readonly row: Row; readonly fields: readonly Field[] }
export type Row = { readonly [name: string]: Layout | Selector }

/** A field that chooses the members of the unions behind it. */
export type Selector<L extends Layout = Layout> = { readonly selector: L }

/** A field by name. */
export type Field = {
  readonly name: string
  readonly layout: Layout
  /** of a union: the field that chooses its member */
  readonly by: string
}

export type Layout =
  | UintLayout
  | FlagsLayout
  | BytesLayout
  | SizedLayout
  | ListLayout
  | EmptyLayout
  | UnionLayout
  | StructLayout

/** The layout of a field in a value: of a union the member, if there is one, that the value chooses. */
export function memberOf(
  { layout, by }: Field,
  value: Readonly<Record<string, unknown>>,
): Layout | undefined {
  return layout.kind === 'union' ? layout.members[value[by] as number] : layout
}

/** What a layout is in TypeScript. */
export type ValueOf<L> = L extends { kind: 'uint'; bytes: infer Bytes }
  ? Bytes extends 8
    ? bigint
    : number
  : L extends { kind: 'flags'; flags: infer Flags extends Readonly<Record<number, string>> }
    ? { readonly value: number } & { readonly [Name in Flags[keyof Flags] & string]?: boolean }
    : L extends { kind: 'bytes' }
      ? Uint8Array
      : L extends { kind: 'sized'; content: infer Content }
        ? ValueOf<Content>
        : L extends { kind: 'sized' }
          ? Uint8Array
          : L extends { kind: 'list'; element: infer Element }
            ? readonly ValueOf<Element>[]
            : L extends { kind: 'empty' }
              ? undefined
              : L extends { kind: 'struct'; row: infer R extends Row }
                ? StructValue<R>
                : never

/** Without a union: its fields. With one: for each selector the fields and the members that go with it. */
type StructValue<R extends Row> = [UnionNames<R>] extends [never]
  ? Simplify<PlainFields<R>>
  : {
      [Chosen in Choices<R>]: Simplify<
        Omit<PlainFields<R>, SelectorName<R>> & { readonly [Name in SelectorName<R>]: Chosen } & MemberFields<
            R,
            Chosen
          >
      >
    }[Choices<R>]

type UnionNames<R extends Row> = {
  [Name in keyof R]: R[Name] extends { kind: 'union' } ? Name : never
}[keyof R]

type SelectorName<R extends Row> = { [Name in keyof R]: R[Name] extends Selector ? Name : never }[keyof R]

type Choices<R extends Row> = keyof MembersOf<R[UnionNames<R>]> & number

type MembersOf<U> = U extends { members: infer M } ? M : never

type PlainFields<R extends Row> = {
  readonly [Name in Exclude<keyof R, UnionNames<R>>]: ValueOf<
    R[Name] extends Selector<infer Choice> ? Choice : R[Name]
  >
}

/** A member without bytes is left out. */
type MemberFields<R extends Row, Chosen> = {
  readonly [Name in UnionNames<R> as Member<R[Name], Chosen> extends { kind: 'empty' } | undefined
    ? never
    : Name]: ValueOf<Member<R[Name], Chosen>>
}

type Member<U, Chosen> = Chosen extends keyof MembersOf<U> ? MembersOf<U>[Chosen] : undefined

type Simplify<T> = { [K in keyof T]: T[K] } & {}
