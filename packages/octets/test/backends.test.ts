import { describe, expect, it } from 'vitest'
import * as node from '../src/index.node.ts'
import * as portable from '../src/index.ts'

describe('the entries for Node and for everything else', () => {
  it('export the same names', () => {
    expect(Object.keys(node).sort()).toEqual(Object.keys(portable).sort())
  })

  it('differ in nothing but the hash', () => {
    const withoutHash = ({ hash: _, ...rest }: { hash: unknown }) => rest
    expect(withoutHash(node)).toEqual(withoutHash(portable))
    expect(node.hash).not.toBe(portable.hash)
  })
})
