/**
 * What only Node has: an authentication verified on the calling thread.
 *
 * @module
 */
export { verifyAuthenticationSync } from './verify-authentication-sync.ts'
