import { authenticationSteps, registrationSteps, type Step } from '@latchkey/rp-core'

/** The steps of both ceremonies, as rp-core itself has them. */
export type Steps = { readonly registration: readonly Step[]; readonly authentication: readonly Step[] }

declare const data: Steps

export { data }

export default {
  load(): Steps {
    return { registration: registrationSteps, authentication: authenticationSteps }
  },
}
