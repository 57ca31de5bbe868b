import type { FastifyBaseLogger } from 'fastify'
import { standInName } from '../files/kept-switches.ts'
import type { PolicySource } from '../files/policy-source.ts'
import type { SwitchList } from '../files/switch-list.ts'
import { watchSwitches } from '../files/watch-switches.ts'
import { type SwitchAuditOptions, startSwitchAudit } from './record-switch-audit.ts'

export interface SwitchesOptions {
  readonly switchList: SwitchList
  readonly policies: Pick<PolicySource, 'setRuntimeSwitches'>
  readonly store: SwitchAuditOptions['store']
  readonly log: FastifyBaseLogger
}

/** Keeps the switches in force at what their file says, tells what changes, and has it written to the audit log. */
export function startSwitches({ switchList, policies, store, log }: SwitchesOptions): {
  readonly close: () => Promise<void>
} {
  let told = ''
  let toldOn = ''
  const tell = (): void => {
    const current = switchList.current()
    policies.setRuntimeSwitches(current)
    const on = current.filter((one) => one.on).map(({ name }) => name)
    if (toldOn !== on.join('\n')) log.warn({ on }, 'the kill switches set at run time are others now')
    toldOn = on.join('\n')
    const { status, problem } = switchList.state()
    const now = status === 'live' ? '' : `${status} ${problem}`
    if (now !== told) {
      if (status === 'stale')
        log.error(
          { problem },
          `the file of the kill switches cannot be read; ${
            on.includes(standInName) ? 'passkeys are off for everybody' : 'the last good ones hold'
          }`,
        )
      else if (status === 'not-kept')
        log.error({ problem }, 'kill switches hold in this process, but cannot be kept; it is tried again')
      else log.info('the file of the kill switches is as it should be again')
    }
    told = now
  }
  switchList.onChange(tell)
  tell()
  const watch = watchSwitches(switchList)
  const audit = startSwitchAudit({ switchList, store, log })
  return {
    close: async () => {
      await watch.close()
      await audit.close()
    },
  }
}
