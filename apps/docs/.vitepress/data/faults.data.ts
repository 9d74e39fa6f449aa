import { type FaultInfo, faults } from '@latchkey/soft-authenticator'

declare const data: readonly FaultInfo[]

export { data }

export default {
  load: (): readonly FaultInfo[] =>
    faults.map(({ name, ceremony, breaks, answer, formats, algorithms }) => ({
      ...{ name, ceremony, breaks, answer },
      ...(formats && { formats }),
      ...(algorithms && { algorithms }),
    })),
}
