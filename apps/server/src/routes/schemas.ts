/**
 * JSON schemas that several routes share. What a request may hold is closed, but for the objects that WebAuthn
 * defines: browsers add members to those over time.
 *
 * @see Web Authentication Level 3 §5.1 (PublicKeyCredential's JSON forms)
 */
import { problemMediaType } from '../problem.ts'

/** Longer names are refused with a better word by account-name.ts; this bounds what is looked at. */
export const nameSchema = { type: 'string', minLength: 1, maxLength: 512 } as const

export const stateSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 4096,
  description: 'As the start of this ceremony gave it; good for one finish',
} as const

export const registrationResponseSchema = {
  type: 'object',
  description: 'RegistrationResponseJSON, as PublicKeyCredential.toJSON() gives it',
  required: ['id', 'rawId', 'type', 'response'],
  properties: {
    id: { type: 'string' },
    rawId: { type: 'string' },
    type: { type: 'string' },
    response: {
      type: 'object',
      required: ['clientDataJSON', 'attestationObject'],
      properties: { clientDataJSON: { type: 'string' }, attestationObject: { type: 'string' } },
      additionalProperties: true,
    },
  },
  additionalProperties: true,
} as const

export const authenticationResponseSchema = {
  type: 'object',
  description: 'AuthenticationResponseJSON, as PublicKeyCredential.toJSON() gives it',
  required: ['id', 'rawId', 'type', 'response'],
  properties: {
    id: { type: 'string' },
    rawId: { type: 'string' },
    type: { type: 'string' },
    response: {
      type: 'object',
      required: ['clientDataJSON', 'authenticatorData', 'signature'],
      properties: {
        clientDataJSON: { type: 'string' },
        authenticatorData: { type: 'string' },
        signature: { type: 'string' },
      },
      additionalProperties: true,
    },
  },
  additionalProperties: true,
} as const

export const startedSchema = {
  type: 'object',
  required: ['options', 'state'],
  properties: {
    options: {
      type: 'object',
      description: 'The JSON form of the options for navigator.credentials',
      additionalProperties: true,
    },
    state: { type: 'string' },
  },
} as const

export const userSchema = {
  type: 'object',
  required: ['name', 'displayName'],
  properties: { name: { type: 'string' }, displayName: { type: 'string' } },
} as const

export const passkeySchema = {
  type: 'object',
  required: ['id', 'name', 'createdAt', 'lastUsedAt', 'transports', 'backupEligible', 'backedUp'],
  properties: {
    id: { type: 'string', description: 'Credential ID, base64url' },
    name: { type: 'string' },
    createdAt: { type: 'string', description: 'RFC 3339' },
    lastUsedAt: { type: ['string', 'null'], description: 'RFC 3339' },
    transports: { type: 'array', items: { type: 'string' } },
    backupEligible: { type: 'boolean', description: 'It may live on several devices' },
    backedUp: { type: 'boolean' },
  },
} as const

export const nothingSchema = { type: 'null', description: 'Done' } as const

/** How every refusal looks, for the OpenAPI document. */
export const refusals = {
  '4xx': {
    description: 'Refused; `code` says why',
    content: {
      [problemMediaType]: {
        schema: {
          type: 'object',
          required: ['type', 'title', 'status', 'code'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string' },
            errors: {
              type: 'array',
              items: {
                type: 'object',
                properties: { at: { type: 'string' }, expected: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  },
} as const
