/**
 * Makers of TPMs, as the TCG registers them.
 *
 * @see TCG TPM Vendor ID Registry, version 1.08, table 2 (read in November 2026)
 */

/** A maker by the four bytes of its identifier, in upper-case hexadecimal. */
export type TpmVendor = { readonly id: string; readonly name: string }

const registry: readonly (readonly [text: string, name: string])[] = [
  ['AMD\0', 'AMD'],
  ['ANT\0', 'Ant Group'],
  ['ARM\0', 'Arm'],
  ['ATML', 'Atmel'],
  ['BRCM', 'Broadcom'],
  ['CSCO', 'Cisco'],
  ['FLYS', 'Flyslice Technologies'],
  ['ROCC', 'Fuzhou Rockchip'],
  ['GOOG', 'Google'],
  ['HPI\0', 'HPI'],
  ['HPE\0', 'HPE'],
  ['HISI', 'Huawei'],
  ['IBM\0', 'IBM'],
  ['IFX\0', 'Infineon'],
  ['INTC', 'Intel'],
  ['LEN\0', 'Lenovo'],
  ['MSFT', 'Microsoft'],
  ['NSM ', 'National Semiconductor'],
  ['NTZ\0', 'Nationz'],
  ['NSG\0', 'NSING'],
  ['NTC\0', 'Nuvoton Technology'],
  ['QCOM', 'Qualcomm'],
  ['SMSN', 'Samsung'],
  ['SECE', 'SecEdge'],
  ['SNS\0', 'Sinosun'],
  ['SMSC', 'SMSC'],
  ['STM ', 'STMicroelectronics'],
  ['TXN\0', 'Texas Instruments'],
  ['WEC\0', 'Winbond'],
  ['SEAL', 'Wisekey'],
]

/**
 * The makers by identifier: eight upper-case hexadecimal digits.
 *
 * @example
 * ```ts
 * import { vendors } from '@latchkey/tpm-structs'
 *
 * console.log(vendors.get('494E5443')?.name) // Intel
 * ```
 */
export const vendors: ReadonlyMap<string, TpmVendor> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ registry.map(([text, name]) => {
    const id = Array.from(text, (character) => character.charCodeAt(0).toString(16).padStart(2, '0'))
      .join('')
      .toUpperCase()
    return [id, Object.freeze({ id, name })]
  }),
)

/**
 * Finds a maker by what a certificate says of it, in whatever letter case.
 *
 * @param identifier - as in `id:494E5443`, the TCG's attribute 2.23.133.2.1, or its eight digits alone
 * @returns nothing for a maker that is not in the registry
 * @example
 * ```ts
 * import { findVendor } from '@latchkey/tpm-structs'
 *
 * console.log(findVendor('id:494e5443')?.name) // Intel
 * ```
 * @see TCG EK Credential Profile §3.1.2
 */
export function findVendor(identifier: string): TpmVendor | undefined {
  return vendors.get(identifier.replace(/^id:/i, '').toUpperCase())
}
