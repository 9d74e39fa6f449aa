/**
 * Verifying an authentication assertion: the 25 steps as one table.
 *
 * @see WebAuthn Level 3 §7.2
 */
import { sha256 } from '@latchkey/octets'
import { equalBytes } from '@latchkey/simd-compare'
import {
  checkSignature,
  identifyUser,
  judgeBackup,
  judgeSignCount,
  takeAuthenticatorData,
  updateRecord,
} from './assertion-steps.ts'
import type { AuthenticationCeremony } from './authentication-ceremony.ts'
import { judgeAuthenticationExtensions } from './authentication-extensions.ts'
import {
  judgeBackupFlags,
  judgeRpIdHash,
  judgeUserPresence,
  judgeUserVerification,
} from './authenticator-steps.ts'
import {
  decodeClientData,
  judgeChallenge,
  judgeCrossOrigin,
  judgeOrigin,
  judgeTopOrigin,
  judgeType,
  parseClientData,
} from './client-data.ts'
import { type Row, refuse, stepsOf } from './conduct.ts'
import type { Step } from './ledger.ts'
import { readAuthenticationResponse } from './response-json.ts'

export const authenticationRows: readonly Row<AuthenticationCeremony>[] = [
  { id: 'A1', title: 'The request options are made', decidedBy: 'caller', judge: () => 'left-to-caller' },
  {
    id: 'A2',
    title: 'get() is called, and its rejection handled',
    decidedBy: 'client',
    judge: () => 'left-to-caller',
  },
  {
    id: 'A3',
    title: 'The response is that of an assertion',
    decidedBy: 'core',
    judge: (ceremony) => {
      // The safe layer has read it before, to find the record.
      const response = ceremony.response ?? readAuthenticationResponse(ceremony.json)
      if ('code' in response) return response
      ceremony.response = response
      return 'passed'
    },
  },
  {
    id: 'A4',
    title: 'The client extension results are taken',
    decidedBy: 'core',
    needs: ['response'],
    judge: () => 'passed',
  },
  {
    id: 'A5',
    title: 'The credential is one of those allowed',
    decidedBy: 'core',
    needs: ['response'],
    judge: ({ response, expected: { allowCredentials } }) => {
      if (allowCredentials.length === 0) return 'not-applicable'
      if (allowCredentials.some((id) => equalBytes(id, response!.credentialId))) return 'passed'
      return refuse('credential-not-allowed', 'the credential is none of those that were allowed')
    },
  },
  {
    id: 'A6',
    title: 'The credential is the user’s',
    decidedBy: 'core',
    needs: ['response'],
    judge: identifyUser,
  },
  {
    id: 'A7',
    title: 'Client data, authenticator data and signature are taken',
    decidedBy: 'core',
    needs: ['response'],
    judge: takeAuthenticatorData,
  },
  {
    id: 'A8',
    title: 'The client data is UTF-8',
    decidedBy: 'core',
    needs: ['response'],
    judge: (ceremony) => decodeClientData(ceremony, ceremony.response!.clientDataJSON),
  },
  {
    id: 'A9',
    title: 'The client data is JSON',
    decidedBy: 'core',
    needs: ['clientDataText'],
    judge: (ceremony) => parseClientData(ceremony, ceremony.response!.clientDataJSON, ceremony.expected),
  },
  {
    id: 'A10',
    title: 'The client data is of an assertion',
    decidedBy: 'core',
    needs: ['clientData'],
    judge: (ceremony) => judgeType(ceremony, isPayment(ceremony) ? 'payment.get' : 'webauthn.get'),
  },
  {
    id: 'A11',
    title: 'The challenge is the one given out',
    decidedBy: 'core',
    needs: ['clientData'],
    judge: (ceremony) => judgeChallenge(ceremony, ceremony.expected.challenge),
  },
  {
    id: 'A12',
    title: 'The origin is expected',
    decidedBy: 'core',
    needs: ['clientData'],
    judge: (ceremony) => judgeOrigin(ceremony, ceremony.expected),
  },
  {
    id: 'A13',
    title: 'Use in a cross-origin frame is expected',
    decidedBy: 'core',
    needs: ['clientData'],
    judge: (ceremony) => judgeCrossOrigin(ceremony, ceremony.expected),
  },
  {
    id: 'A14',
    title: 'The top-level origin is expected',
    decidedBy: 'core',
    needs: ['clientData'],
    judge: (ceremony) => judgeTopOrigin(ceremony, ceremony.expected),
  },
  {
    id: 'A15',
    title: 'The RP ID is the relying party’s own',
    decidedBy: 'core',
    needs: ['authenticatorData'],
    judge: ({ response, authenticatorData, expected: { rpId, appId } }) => {
      const isOfAppId = appId !== undefined && response!.clientExtensionResults.appid === true
      return judgeRpIdHash(authenticatorData!, isOfAppId ? appId : rpId)
    },
  },
  {
    id: 'A16',
    title: 'The user was present',
    decidedBy: 'core',
    needs: ['authenticatorData'],
    judge: ({ authenticatorData }) => judgeUserPresence(authenticatorData!),
  },
  {
    id: 'A17',
    title: 'The user was verified, where that is required',
    decidedBy: 'core',
    needs: ['authenticatorData'],
    judge: ({ authenticatorData, expected }) =>
      judgeUserVerification(authenticatorData!, expected.userVerification),
  },
  {
    id: 'A18',
    title: 'A credential that is backed up can be backed up',
    decidedBy: 'core',
    needs: ['authenticatorData'],
    judge: ({ authenticatorData }) => judgeBackupFlags(authenticatorData!),
  },
  {
    id: 'A19',
    title: 'The backup eligibility has not changed, and the state fits the policy',
    decidedBy: 'core',
    needs: ['authenticatorData'],
    judge: judgeBackup,
  },
  {
    id: 'A20',
    title: 'The client data is hashed',
    decidedBy: 'core',
    needs: ['response'],
    judge: (ceremony) => {
      ceremony.clientDataHash = sha256(ceremony.response!.clientDataJSON)
      return 'passed'
    },
  },
  {
    id: 'A21',
    title: 'The signature is by the credential’s key',
    decidedBy: 'core',
    needs: ['response', 'clientDataHash'],
    judge: checkSignature,
  },
  {
    id: 'A22',
    title: 'The signature counter has risen',
    decidedBy: 'core',
    needs: ['authenticatorData'],
    judge: judgeSignCount,
  },
  {
    id: 'A23',
    title: 'The extension outputs are processed',
    decidedBy: 'core',
    needs: ['response', 'authenticatorData'],
    judge: judgeAuthenticationExtensions,
  },
  {
    id: 'A24',
    title: 'The credential record is updated',
    decidedBy: 'store',
    needs: ['authenticatorData'],
    judge: updateRecord,
  },
  {
    id: 'A25',
    title: 'Every step is passed, and the ceremony goes on',
    decidedBy: 'core',
    needs: ['updated'],
    judge: () => 'passed',
  },
]

/** Secure Payment Confirmation has a type of its own, which is never taken for a sign-in. */
function isPayment({ expected: { extensions } }: AuthenticationCeremony): boolean {
  return extensions?.payment?.isPayment === true
}

/**
 * The 25 steps of an authentication, in order.
 *
 * @example
 * ```ts
 * import { authenticationSteps } from '@latchkey/rp-core'
 *
 * for (const { id, title, decidedBy } of authenticationSteps) console.log(id, title, decidedBy)
 * ```
 * @see WebAuthn Level 3 §7.2
 */
export const authenticationSteps: readonly Step[] = /* @__PURE__ */ stepsOf(authenticationRows, '§7.2')
