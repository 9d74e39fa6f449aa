import { expect, it } from 'vitest'
import { findVendor, vendors } from '../src/vendors.ts'

it('the registry has 30 makers, by eight upper-case digits', () => {
  expect(vendors.size).toBe(30)
  for (const [id, vendor] of vendors) {
    expect(id).toMatch(/^[0-9A-F]{8}$/)
    expect(vendor.id).toBe(id)
    expect(vendor.name).not.toBe('')
    expect(Object.isFrozen(vendor)).toBe(true)
  }
  expect(new Set([...vendors.values()].map((one) => one.name)).size).toBe(30)
})

it.each(['id:494E5443', 'id:494e5443', 'ID:494E5443', '494E5443', '494e5443', '494e5443'.toUpperCase()])(
  'finds a maker in whatever letter case: %s',
  (identifier) => {
    expect(findVendor(identifier)).toEqual({ id: '494E5443', name: 'Intel' })
  },
)

it('finds those whose four letters end in a zero, and in a space', () => {
  expect(findVendor('id:414d4400')?.name).toBe('AMD')
  expect(findVendor('id:53544D20')?.name).toBe('STMicroelectronics')
})

// swtpm's own maker and that of the W3C's vector are in no registry.
it.each([
  'id:00001014',
  'id:00000000',
  'id:',
  '',
  'INTC',
  '494E544',
  '494E54430',
  'id:id:494E5443',
  'toString',
])('finds nobody by %s', (identifier) => {
  expect(findVendor(identifier)).toBeUndefined()
})
