/** Statement formats by name; `packed-self` is `packed` without certificates. */
export const formats = [
  ...(['none', 'packed-self', 'packed', 'tpm', 'android-key'] as const),
  ...(['android-safetynet', 'fido-u2f', 'apple', 'compound'] as const),
] as const

export type Format = (typeof formats)[number]
