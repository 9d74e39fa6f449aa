/**
 * Registering a new credential: the 29 steps as one table.
 *
 * @see WebAuthn Level 3 §7.1
 */
import { findFormat } from '@latchkey/attestation'
import { sha256 } from '@latchkey/octets'
import { decodeAttestationObject, judgeTrust, verifyStatement } from './attestation-steps.ts'
import {
  judgeBackupEligibility,
  judgeBackupFlags,
  judgeBackupState,
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
import { makeRecord } from './new-record.ts'
import { attested, type RegistrationCeremony } from './registration-ceremony.ts'
import { judgeRegistrationExtensions } from './registration-extensions.ts'
import { readRegistrationResponse } from './response-json.ts'

export const registrationRows: readonly Row<RegistrationCeremony>[] = [
  { id: 'R1', title: 'The creation options are made', decidedBy: 'caller', judge: () => 'left-to-caller' },
  {
    id: 'R2',
    title: 'create() is called, and its rejection handled',
    decidedBy: 'client',
    judge: () => 'left-to-caller',
  },
  {
    id: 'R3',
    title: 'The response is that of a registration',
    decidedBy: 'core',
    judge: (ceremony) => {
      const response = readRegistrationResponse(ceremony.json)
      if ('code' in response) return response
      ceremony.response = response
      return 'passed'
    },
  },
  {
    id: 'R4',
    title: 'The client extension results are taken',
    decidedBy: 'core',
    needs: ['response'],
    judge: () => 'passed',
  },
  {
    id: 'R5',
    title: 'The client data is UTF-8',
    decidedBy: 'core',
    needs: ['response'],
    judge: (ceremony) => decodeClientData(ceremony, ceremony.response!.clientDataJSON),
  },
  {
    id: 'R6',
    title: 'The client data is JSON',
    decidedBy: 'core',
    needs: ['clientDataText'],
    judge: (ceremony) => parseClientData(ceremony, ceremony.response!.clientDataJSON, ceremony.expected),
  },
  {
    id: 'R7',
    title: 'The client data is of a creation',
    decidedBy: 'core',
    needs: ['clientData'],
    judge: (ceremony) => judgeType(ceremony, 'webauthn.create'),
  },
  {
    id: 'R8',
    title: 'The challenge is the one given out',
    decidedBy: 'core',
    needs: ['clientData'],
    judge: (ceremony) => judgeChallenge(ceremony, ceremony.expected.challenge),
  },
  {
    id: 'R9',
    title: 'The origin is expected',
    decidedBy: 'core',
    needs: ['clientData'],
    judge: (ceremony) => judgeOrigin(ceremony, ceremony.expected),
  },
  {
    id: 'R10',
    title: 'Use in a cross-origin frame is expected',
    decidedBy: 'core',
    needs: ['clientData'],
    judge: (ceremony) => judgeCrossOrigin(ceremony, ceremony.expected),
  },
  {
    id: 'R11',
    title: 'The top-level origin is expected',
    decidedBy: 'core',
    needs: ['clientData'],
    judge: (ceremony) => judgeTopOrigin(ceremony, ceremony.expected),
  },
  {
    id: 'R12',
    title: 'The client data is hashed',
    decidedBy: 'core',
    needs: ['response'],
    judge: (ceremony) => {
      ceremony.clientDataHash = sha256(ceremony.response!.clientDataJSON)
      return 'passed'
    },
  },
  {
    id: 'R13',
    title: 'The attestation object is decoded',
    decidedBy: 'core',
    needs: ['response'],
    judge: decodeAttestationObject,
  },
  {
    id: 'R14',
    title: 'The RP ID is the relying party’s own',
    decidedBy: 'core',
    needs: ['attestationObject'],
    judge: ({ attestationObject, expected }) =>
      judgeRpIdHash(attestationObject!.authenticatorData, expected.rpId),
  },
  {
    id: 'R15',
    title: 'The user was present',
    decidedBy: 'core',
    needs: ['attestationObject'],
    judge: ({ attestationObject, expected }) =>
      expected.mediation === 'conditional'
        ? 'not-applicable'
        : judgeUserPresence(attestationObject!.authenticatorData),
  },
  {
    id: 'R16',
    title: 'The user was verified, where that is required',
    decidedBy: 'core',
    needs: ['attestationObject'],
    judge: ({ attestationObject, expected }) =>
      judgeUserVerification(attestationObject!.authenticatorData, expected.userVerification),
  },
  {
    id: 'R17',
    title: 'A credential that is backed up can be backed up',
    decidedBy: 'core',
    needs: ['attestationObject'],
    judge: ({ attestationObject }) => judgeBackupFlags(attestationObject!.authenticatorData),
  },
  {
    id: 'R18',
    title: 'The backup eligibility fits the policy',
    decidedBy: 'core',
    needs: ['attestationObject'],
    judge: ({ attestationObject, expected }) =>
      judgeBackupEligibility(attestationObject!.authenticatorData, expected.backup?.eligible),
  },
  {
    id: 'R19',
    title: 'The backup state fits the policy',
    decidedBy: 'core',
    needs: ['attestationObject'],
    judge: ({ attestationObject, expected }) =>
      judgeBackupState(attestationObject!.authenticatorData, expected.backup?.state),
  },
  {
    id: 'R20',
    title: 'The key’s algorithm is one of those offered',
    decidedBy: 'core',
    needs: ['attestationObject'],
    judge: ({ attestationObject, expected }) => {
      if (expected.algorithms.includes(attested(attestationObject!).key.alg)) return 'passed'
      return refuse('algorithm-not-offered', 'the key is of an algorithm that was not offered')
    },
  },
  {
    id: 'R21',
    title: 'The attestation statement format is known',
    decidedBy: 'core',
    needs: ['attestationObject'],
    judge: ({ attestationObject, formats }) =>
      findFormat(attestationObject!, formats)
        ? 'passed'
        : refuse(
            'attestation-format-unsupported',
            'the attestation statement is of a format not in use here',
          ),
  },
  {
    id: 'R22',
    title: 'The attestation statement is sound',
    decidedBy: 'core',
    needs: ['attestationObject', 'clientDataHash'],
    judge: verifyStatement,
  },
  { id: 'R23', title: 'Trust anchors are taken from the policy', decidedBy: 'core', judge: () => 'passed' },
  {
    id: 'R24',
    title: 'The attestation reaches what the policy requires',
    decidedBy: 'core',
    needs: ['attestationObject'],
    judge: judgeTrust,
  },
  {
    id: 'R25',
    title: 'The credential ID has at most 1,023 bytes',
    decidedBy: 'core',
    needs: ['attestationObject'],
    judge: ({ attestationObject }) => {
      const { length } = attested(attestationObject!).credentialId
      if (length >= 1 && length <= 1023) return 'passed'
      return refuse('credential-id-too-long', `a credential ID has 1 to 1,023 bytes, this one has ${length}`)
    },
  },
  {
    id: 'R26',
    title: 'The credential ID is registered to nobody',
    decidedBy: 'store',
    needs: ['attestationObject'],
    judge: async ({ attestationObject, isRegistered }) => {
      if (!isRegistered) return 'left-to-caller'
      if (!(await isRegistered(attested(attestationObject!).credentialId))) return 'passed'
      return refuse('credential-already-registered', 'the credential ID is registered already')
    },
  },
  {
    id: 'R27',
    title: 'The credential record is made',
    decidedBy: 'core',
    needs: ['attestationObject', 'response'],
    judge: makeRecord,
  },
  {
    id: 'R28',
    title: 'The extension outputs are processed',
    decidedBy: 'core',
    needs: ['response', 'attestationObject'],
    judge: judgeRegistrationExtensions,
  },
  {
    id: 'R29',
    title: 'The record is stored in the user’s account',
    decidedBy: 'store',
    judge: () => 'left-to-caller',
  },
]

/**
 * The 29 steps of a registration, in order.
 *
 * @example
 * ```ts
 * import { registrationSteps } from '@latchkey/rp-core'
 *
 * for (const { id, title, decidedBy } of registrationSteps) console.log(id, title, decidedBy)
 * ```
 * @see WebAuthn Level 3 §7.1
 */
export const registrationSteps: readonly Step[] = /* @__PURE__ */ stepsOf(registrationRows, '§7.1')
