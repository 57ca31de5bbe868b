import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { purposes } from '../../contract/words.ts'
import type { Policy } from '../../core/index.ts'
import { laws } from '../../proof/laws/index.ts'
import { listExamples } from '../../proof/list-examples.ts'
import { type ProofProgress, prove, usualRuns } from '../../proof/prove.ts'
import { type Command, type Terminal, UsageError } from '../command.ts'
import { findFixturesDir, loadFixtures } from '../fixtures-folder.ts'
import { isUnreached, renderProof } from '../prove/render-proof.ts'
import { readArguments } from '../read-arguments.ts'
import { findRulesDir, loadPolicy } from '../rules-folder.ts'
import { suggestWord } from '../suggest-word.ts'

const options = {
  rules: { type: 'string' },
  fixtures: { type: 'string' },
  runs: { type: 'string' },
  seed: { type: 'string' },
  law: { type: 'string' },
  rule: { type: 'string' },
  out: { type: 'string' },
  'require-reach': { type: 'boolean' },
  json: { type: 'boolean' },
} as const

export const proveCommand: Command = {
  help: `
usage: keywise prove [DIR] [options]

Tries the laws of Keywise on the rules in DIR (./rules unless given) with made-up logins, half of them bent towards the
conditions of these very rules, and looks for a login that reaches each rule. What breaks a law is shown as the
smallest login found, with the rule that did it. Rules planned for later are tried at their time.

  --runs N            logins per law; default ${usualRuns}
  --seed N            the same logins again; each run prints its seed
  --law NAME          this law alone, and no rules
  --rule NAME         this rule alone, and no laws: which login reaches it
  --out FILE          write the request of the first finding, for \`keywise explain\`
  --require-reach     a rule that no login reaches is an error too
  --fixtures DIR      the logins that others are made of; default ./fixtures, or those that ship with Keywise
  --json              everything, as JSON

Exit code 3 when a law is broken or the folder cannot be used. Warnings and rules never reached stop nothing.

laws: ${laws.map(({ name }) => name).join(', ')}

examples:
  keywise prove
  keywise prove ./rules --law last-route-kept --runs 20000
  keywise prove --rule phone-can-reach
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, options, 1)
    const dir = findRulesDir(positionals[0] ?? values.rules, terminal.env)
    const runs = readNumber(values.runs, '--runs', 1, 1_000_000) ?? usualRuns
    const seed = readNumber(values.seed, '--seed', 0, 0x7fffffff) ?? randomInt(0x7fffffff)
    if (values.law !== undefined && values.rule !== undefined)
      throw new UsageError('--law and --rule are two questions: ask one at a time')
    const policy = await loadPolicy(dir, terminal)
    if (policy === null) return 3
    const chosen = { law: values.law, rule: values.rule }
    const { suite, problems } = await loadFixtures(findFixturesDir(values.fixtures))
    for (const problem of problems) terminal.err(`left out: ${problem}\n`)
    const examples = listExamples(suite)
    if (examples.signals.length * examples.passkeys.length * examples.inputs.length === 0)
      throw new UsageError('logins are made of fixtures: a client, a passkey and a fixture at least')

    const report = await prove(policy, {
      examples,
      now: Date.now(),
      seed,
      runs,
      ...chooseWhat(chosen, policy),
      onProgress: watch(terminal),
    })
    const finding = report.laws
      .toSorted((a, b) => Number(b.status === 'broken') - Number(a.status === 'broken'))
      .find(({ counterexample }) => counterexample !== null)
    const written =
      finding === undefined || values.out === undefined ? null : { law: finding.name, file: values.out }
    if (finding !== undefined && written !== null)
      await writeFile(written.file, `${JSON.stringify(finding.counterexample?.request, null, 2)}\n`)
    terminal.out(
      values.json
        ? `${JSON.stringify(report, null, 2)}\n`
        : await renderProof(report, { policy, paint: terminal.paint, dir, written }),
    )
    const isUnmet = values['require-reach'] === true && report.rules.some(isUnreached)
    return report.ok && !isUnmet ? 0 : 3
  },
}

function readNumber(text: string | undefined, option: string, min: number, max: number): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= min && number <= max) return number
  throw new UsageError(`${option} takes a whole number from ${min} to ${max}, not \`${text}\``)
}

/** @throws UsageError for a law or rule that is not there, with the nearest one */
function chooseWhat({ law, rule }: { law: string | undefined; rule: string | undefined }, policy: Policy) {
  if (law !== undefined) {
    const found = laws.filter(({ name }) => name === law)
    const names = laws.map(({ name }) => name)
    if (found.length === 0) throw new UsageError(`there is no law \`${law}\`; ${suggestWord(law, names)}`)
    return { laws: found, isWanted: () => false }
  }
  if (rule === undefined) return {}
  const names = purposes.flatMap((purpose) => policy.ruleSets[purpose].rules.map(({ name }) => name))
  if (!names.includes(rule)) throw new UsageError(`there is no rule \`${rule}\`; ${suggestWord(rule, names)}`)
  return { laws: [], isWanted: (target: { rule: { name: string } }) => target.rule.name === rule }
}

const betweenMs = 200

/** Tells somebody who watches how far it is, on one line that is gone at the end. */
function watch(terminal: Terminal): (progress: ProofProgress) => Promise<void> {
  let told = Date.now()
  return async ({ what, done, total }) => {
    // Lets an interrupt through.
    await setImmediate()
    if (!terminal.isWatched) return
    if (done >= total) terminal.err('\r\u001b[K')
    else if (Date.now() - told >= betweenMs) {
      told = Date.now()
      terminal.err(`\r${what}: ${Math.floor((done / total) * 100)} %\u001b[K`)
    }
  }
}
