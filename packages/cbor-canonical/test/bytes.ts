export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
