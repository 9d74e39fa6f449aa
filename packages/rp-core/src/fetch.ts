/**
 * The relying party for servers that speak the Fetch API: one function from `Request` to `Response`.
 *
 * @module
 */
export { createHandlers, type HandlerSettings } from './fetch-handlers.ts'
