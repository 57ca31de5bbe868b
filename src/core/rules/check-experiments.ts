import Value from 'typebox/value'
import type { ProblemKind } from '../../contract/problem-kinds.ts'
import { type Experiment, ExperimentsFile, type Problem, type RuleFile } from '../../contract/rule-files.ts'
import { type Purpose, purposes } from '../../contract/words.ts'
import { checkSchema } from '../documents/check-schema.ts'
import { helpWithWord } from '../documents/help-with-word.ts'
import { pointerTo } from '../documents/json-pointer.ts'
import { quote } from '../documents/quote.ts'
import { isReservedName } from './read-own-path.ts'
import { readSchedule } from './rule-schedule.ts'

export interface CheckedExperiments {
  /** By name; null where the file has errors. */
  readonly experiments: ReadonlyMap<string, Experiment> | null
  readonly problems: readonly Problem[]
}

/** Checks `experiments.json`; undefined: it could not be read, which has been told. */
export function checkExperiments(value: unknown, file: string, now?: number): CheckedExperiments {
  if (value === undefined) return { experiments: null, problems: [] }
  const problems: Problem[] = [...checkSchema(ExperimentsFile, value, { file, pointer: '' })]
  if (!Value.Check(ExperimentsFile, value)) return { experiments: null, problems }
  const tell = (
    severity: Problem['severity'],
    kind: ProblemKind,
    at: string,
    message: string,
    help: string,
  ) => void problems.push({ severity, kind, file, pointer: at, message, help })

  const firstWithName = new Map<string, number>()
  const firstWithSalt = new Map<string, Experiment>()
  for (const [index, experiment] of value.experiments.entries()) {
    const pointer = pointerTo('/experiments', index)
    const { name, salt, by, variants } = experiment
    tellRepeated([name], pointer, 'experiments', firstWithName, index, tell)
    tellRepeated(
      variants.map((variant) => variant.name),
      pointerTo(pointer, 'variants'),
      'variants',
      new Map(),
      null,
      tell,
    )

    const sum = variants.reduce((all, { percent }) => all + percent, 0)
    // .1 + .2 is not quite .3: a millionth over is nobody's mistake.
    if (sum > 100 + 1e-6) {
      const message = `the variants of ${quote(name)} have ${round(sum)} percent together`
      tell('error', 'shares-over-100', pointerTo(pointer, 'variants'), message, 'at most 100')
    }
    tellDates(experiment, pointer, now, tell)

    const other = firstWithSalt.get(`${by}:${salt}`)
    if (other === undefined) firstWithSalt.set(`${by}:${salt}`, experiment)
    else {
      const message = `${quote(name)} and ${quote(other.name)} have the same salt: who draws one variant here always draws the same there`
      const help = 'give each experiment a salt of its own'
      tell('warning', 'shared-salt', pointerTo(pointer, 'salt'), message, help)
    }
  }
  if (problems.some(({ severity }) => severity === 'error')) return { experiments: null, problems }
  return {
    experiments: new Map(value.experiments.map((experiment) => [experiment.name, experiment])),
    problems,
  }
}

type Tell = (
  severity: Problem['severity'],
  kind: ProblemKind,
  at: string,
  message: string,
  help: string,
) => void

function tellRepeated(
  names: readonly string[],
  pointer: string,
  what: string,
  seen: Map<string, number>,
  own: number | null,
  tell: Tell,
): void {
  for (const [index, name] of names.entries()) {
    const at = own === null ? pointerTo(pointer, index, 'name') : pointerTo(pointer, 'name')
    if (isReservedName(name)) {
      const help = 'choose a word that JavaScript does not own'
      tell('error', 'invalid-name', at, `${quote(name)} is not a valid name`, help)
    } else if (seen.has(name)) {
      tell('error', 'duplicate-name', at, `two ${what} are called ${quote(name)}`, 'rename one')
    } else seen.set(name, own ?? index)
  }
}

function tellDates(experiment: Experiment, pointer: string, now: number | undefined, tell: Tell): void {
  const { from, until } = readSchedule(experiment)
  for (const key of ['activeFrom', 'activeUntil'] as const) {
    if (!Number.isNaN(key === 'activeFrom' ? from : until)) continue
    const message = `${quote(experiment[key])} cannot be read as a date`
    tell('error', 'invalid-date', pointerTo(pointer, key), message, 'write it like `2026-11-01T00:00:00Z`')
  }
  const at = pointerTo(pointer, 'activeUntil')
  if (until <= from) {
    const message = `${quote(experiment.activeUntil)} is not after ${quote(experiment.activeFrom)}`
    tell('error', 'dates-reversed', at, message, 'swap or change the dates')
  } else if (now !== undefined && until <= now) {
    const message = `the experiment ended on ${quote(experiment.activeUntil)}`
    tell(
      'warning',
      'experiment-over',
      at,
      message,
      'keep the rules of the better variant, and remove the rest',
    )
  }
}

/** Whether rules name experiments and variants that there are, and whether each experiment has a rule. */
export function checkRuleExperiments(
  ruleFiles: Readonly<Partial<Record<Purpose, { readonly file: string; readonly ruleFile: RuleFile }>>>,
  experiments: ReadonlyMap<string, Experiment>,
  experimentsFile: string,
): readonly Problem[] {
  const problems: Problem[] = []
  const used = new Set<string>()
  for (const { file, ruleFile } of Object.values(ruleFiles)) {
    for (const [index, { experiment: wanted }] of ruleFile.rules.entries()) {
      if (wanted === undefined) continue
      used.add(wanted.name)
      const experiment = experiments.get(wanted.name)
      const variants = experiment?.variants.map(({ name }) => name) ?? []
      const place = { severity: 'error', file } as const
      if (experiment === undefined)
        problems.push({
          ...place,
          kind: 'unknown-experiment',
          pointer: pointerTo('/rules', index, 'experiment', 'name'),
          message: `there is no experiment ${quote(wanted.name)}`,
          help:
            experiments.size === 0
              ? `write it down in ${quote(experimentsFile)}`
              : helpWithWord(wanted.name, [...experiments.keys()]),
        })
      else if (!variants.includes(wanted.variant))
        problems.push({
          ...place,
          kind: 'unknown-variant',
          pointer: pointerTo('/rules', index, 'experiment', 'variant'),
          message: `the experiment ${quote(wanted.name)} has no variant ${quote(wanted.variant)}`,
          help: helpWithWord(wanted.variant, variants),
        })
    }
  }
  // Of a rule file with errors nobody knows which experiments it would use.
  const areAllRead = purposes.every((purpose) => ruleFiles[purpose] !== undefined)
  for (const [index, name] of [...experiments.keys()].entries()) {
    if (used.has(name) || !areAllRead) continue
    problems.push({
      severity: 'warning',
      kind: 'unused-experiment',
      file: experimentsFile,
      pointer: pointerTo('/experiments', index),
      message: `no rule belongs to the experiment ${quote(name)}: its variants are all alike`,
      help: `give a rule ${quote(`"experiment": { "name": "${name}", "variant": "..." }`)}`,
    })
  }
  return problems
}

const round = (figure: number): number => Math.round(figure * 1000) / 1000
