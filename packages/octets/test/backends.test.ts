import { describe, expect, it } from 'vitest'
import * as node from '../src/index.node.ts'
import * as portable from '../src/index.ts'

describe('the entries for Node and for everything else', () => {
  it('export the same names', () => {
    expect(Object.keys(node).sort()).toEqual(Object.keys(portable).sort())
  })

  it('differ in nothing but hashes', () => {
    const withoutHashes = ({ hash: _, sha256: __, ...rest }: typeof node) => rest
    expect(withoutHashes(node)).toEqual(withoutHashes(portable))
    expect(node.hash).not.toBe(portable.hash)
    expect(node.sha256).not.toBe(portable.sha256)
  })
})
