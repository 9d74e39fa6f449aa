/**
 * What only Node has: an authentication verified on the calling thread.
 *
 * @module
 */
export { verifyAuthenticationSync } from './specification/verify-authentication-sync.ts'
