/**
 * Certificate policies along a path: which are left at each step, where none is asked for at the start.
 *
 * RFC 5280 keeps a tree of them. What it decides is only whether anything is left at the bottom, for which the set of what
 * the next certificate may name is enough.
 *
 * @see RFC 5280 §6.1.2 (d) to (f), §6.1.3 (d) to (f), §6.1.4 (a), (b), (h) to (j), §6.1.5 (a), (b)
 */
import type { Certificate } from './certificate.ts'
import {
  readInhibitAnyPolicy,
  readPolicies,
  readPolicyConstraints,
  readPolicyMappings,
} from './extensions/policies.ts'
import { X509Error } from './x509-error.ts'

const anyPolicy = '2.5.29.32.0'

export class PolicySet {
  #left: ReadonlySet<string> = new Set([anyPolicy])
  #untilExplicit: number
  #untilNoMapping: number
  #untilNoAny: number

  /** @param certificates - in the path, without the anchor */
  constructor(certificates: number) {
    this.#untilExplicit = certificates + 1
    this.#untilNoMapping = certificates + 1
    this.#untilNoAny = certificates + 1
  }

  /** Takes the next certificate from the anchor downwards; throws `policy`. */
  pass({ extensions }: Certificate, isSelfIssued: boolean, isLast: boolean): void {
    const isAnyAllowed = this.#untilNoAny > 0 || (isSelfIssued && !isLast)
    this.#left = this.#intersection(readPolicies(extensions), isAnyAllowed)
    if (isLast && this.#untilExplicit > 0) this.#untilExplicit--
    const constraints = readPolicyConstraints(extensions)
    if (isLast) {
      if (constraints?.requireExplicitPolicy === 0) this.#untilExplicit = 0
    } else {
      this.#map(readPolicyMappings(extensions) ?? [])
      if (!isSelfIssued) {
        this.#untilExplicit = Math.max(0, this.#untilExplicit - 1)
        this.#untilNoMapping = Math.max(0, this.#untilNoMapping - 1)
        this.#untilNoAny = Math.max(0, this.#untilNoAny - 1)
      }
      this.#untilExplicit = Math.min(this.#untilExplicit, constraints?.requireExplicitPolicy ?? Infinity)
      this.#untilNoMapping = Math.min(this.#untilNoMapping, constraints?.inhibitPolicyMapping ?? Infinity)
      this.#untilNoAny = Math.min(this.#untilNoAny, readInhibitAnyPolicy(extensions) ?? Infinity)
    }
    if (this.#untilExplicit === 0 && this.#left.size === 0) {
      throw new X509Error('policy', 'no certificate policy is left, and an issuer requires one')
    }
  }

  #intersection(named: readonly string[] | undefined, isAnyAllowed: boolean): ReadonlySet<string> {
    const next = new Set<string>()
    for (const policy of named ?? []) {
      if (policy === anyPolicy) {
        if (isAnyAllowed) for (const one of this.#left) next.add(one)
      } else if (this.#left.has(policy) || this.#left.has(anyPolicy)) next.add(policy)
    }
    return next
  }

  #map(mappings: readonly (readonly [string, string])[]): void {
    if (mappings.flat().includes(anyPolicy)) throw new X509Error('policy', 'anyPolicy is mapped')
    const left = new Set(this.#left)
    const isMapped = (issuerPolicy: string) => this.#left.has(issuerPolicy) || this.#left.has(anyPolicy)
    for (const [issuerPolicy] of mappings) left.delete(issuerPolicy)
    if (this.#untilNoMapping > 0) {
      for (const [issuerPolicy, subjectPolicy] of mappings)
        if (isMapped(issuerPolicy)) left.add(subjectPolicy)
    }
    this.#left = left
  }
}
