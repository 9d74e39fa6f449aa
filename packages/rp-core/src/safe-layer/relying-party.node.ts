import { nodeCipher } from './cipher.node.ts'
import { assembleRelyingParty, type RelyingParty } from './relying-party-calls.ts'
import type { RelyingPartyConfig } from './relying-party-config.ts'

/** The twin of relying-party.ts for Node: same contract, documented there. */
export function createRelyingParty(config: RelyingPartyConfig): RelyingParty {
  return assembleRelyingParty(config, nodeCipher)
}
