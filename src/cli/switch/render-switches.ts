import type { SwitchSource } from '../../contract/responses.ts'
import type { Paint } from '../command.ts'
import { type SwitchPlace, switchesOfRules, switchesPath, type ToldSwitch } from './load-switches.ts'

const order = ['on', 'over', 'off'] as const

/** Every switch with what it does, why, and where it is changed; those that stop something first. */
export function renderSwitches(switches: readonly ToldSwitch[], place: SwitchPlace, paint: Paint): string {
  const whereOf: Readonly<Record<SwitchSource, string>> = {
    file: `in ${switchesOfRules(place.rulesDir)}`,
    environment: 'in KEYWISE_SWITCHES, as this shell has it',
    runtime: `in ${switchesPath(place.dataDir)}; end it with: keywise switch off`,
  }
  const sorted = switches.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  const on = sorted.filter(({ state }) => state === 'on').length
  const head =
    on === 0
      ? `${paint('green', 'no kill switch is on')}: the rules decide for everybody\n`
      : `${paint('red', `${on} kill switch${on === 1 ? ' is' : 'es are'} on`)}\n`
  const lines = sorted.map(({ name, state, says, reason, source }) => {
    const label = paint(state === 'on' ? 'red' : 'dim', state.padEnd(4))
    const where = source === 'runtime' ? `${whereOf.runtime} ${quoteForShell(name)}` : whereOf[source]
    return `\n${label}  ${paint('bold', name)}\n      ${says}\n      reason: ${reason}\n      ${paint('dim', where)}\n`
  })
  return [head, ...lines].join('')
}

const quoteForShell = (word: string): string =>
  /^[\w.-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
