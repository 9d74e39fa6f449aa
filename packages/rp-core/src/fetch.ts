/**
 * The relying party for servers that speak the Fetch API: functions from `Request` to `Response`.
 *
 * @module
 */
export {
  createFetchHandlers,
  type FetchHandler,
  type FetchHandlers,
  type FetchHandlersConfig,
} from './fetch-handlers.ts'
