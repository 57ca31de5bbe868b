// Decisions without a server: how many a second one thread makes, of inputs read from a file.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { decide, parsePolicy, readSignals } from '../../../dist/core/index.js'
import { loadRuleFolder } from '../../../dist/files/load-rule-folder.js'

const [, , file = '', seconds = '3'] = process.argv
const { inputs, userAgents } = JSON.parse(readFileSync(file, 'utf8'))
const rules = await loadRuleFolder(fileURLToPath(new URL('../../../rules', import.meta.url)))
const { policy } = parsePolicy(rules, Date.now())

/** Runs for some seconds and gives the runs per second; the first of them, in which code gets compiled, is not counted. */
function measure(run) {
  let begin = performance.now() + 1000
  let count = 0
  for (;;) {
    for (let i = 0; i < 256; i++) run(count + i)
    count += 256
    const now = performance.now()
    if (begin !== null && now >= begin) {
      begin = null
      measure.startedAt = now
      count = 0
    }
    if (begin === null && now - measure.startedAt >= seconds * 1000) {
      return (count / (now - measure.startedAt)) * 1000
    }
  }
}

const now = Date.now()
let kept = null
const decisions = measure((number) => {
  kept = decide(inputs[number % inputs.length], policy, now)
})
// A user agent that was never seen: no memory of readings helps.
const parses = measure((number) => {
  kept = readSignals({ userAgent: `${userAgents[number % userAgents.length]} v${number}` })
})
process.stdout.write(JSON.stringify({ decisions, parses, kept: kept !== null }))
