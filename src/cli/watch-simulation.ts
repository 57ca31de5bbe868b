import type { SimulationPhase } from '../replay/simulate.ts'
import type { Terminal } from './command.ts'

const patienceMs = 1000
const betweenMs = 200

const words = {
  recorded: 'recorded decisions',
  fixtures: 'fixtures under either rules',
} as const satisfies Record<SimulationPhase, string>

/** Tells somebody who watches how far a simulation has come, and how long each part took. */
export function watchSimulation(
  terminal: Pick<Terminal, 'isWatched' | 'err'>,
): (phase: SimulationPhase, done: number, total: number) => void {
  if (!terminal.isWatched) return () => {}
  let started = Date.now()
  let told = started + patienceMs - betweenMs
  return (phase, done, total) => {
    const now = Date.now()
    if (done === total) {
      terminal.err(`\r\u001b[K${total} ${words[phase]} in ${((now - started) / 1000).toFixed(1)} s\n`)
      started = now
      told = now + patienceMs - betweenMs
    } else if (now - told >= betweenMs) {
      told = now
      terminal.err(`\r${done} of ${total} ${words[phase]}\u001b[K`)
    }
  }
}
