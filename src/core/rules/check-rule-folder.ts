import type { Experiment, Problem, RuleFile, Settings, Switch } from '../../contract/rule-files.ts'
import { type Purpose, purposes } from '../../contract/words.ts'
import { helpWithWord } from '../documents/help-with-word.ts'
import { isRecord } from '../documents/is-record.ts'
import { parseJson } from '../documents/parse-json.ts'
import { quote } from '../documents/quote.ts'
import { checkAudiences } from './check-audiences.ts'
import { checkExperiments, checkRuleExperiments } from './check-experiments.ts'
import { checkRules } from './check-rules.ts'
import { checkSettings } from './check-settings.ts'
import { checkSwitches } from './check-switches.ts'
import type { Audiences, RuleFolder } from './policy.ts'

const ruleFileEnding = '.rules.json'
const otherFiles = ['audiences.json', 'settings.json', 'switches.json', 'experiments.json']
const usualFiles = [...purposes.map((purpose) => purpose + ruleFileEnding), ...otherFiles]

/** A folder as far as it is sound: what has errors is missing or null. */
export interface CheckedFolder {
  readonly ruleFiles: Readonly<
    Partial<Record<Purpose, { readonly file: string; readonly ruleFile: RuleFile }>>
  >
  readonly audiences: Audiences
  readonly settings: Settings | null
  readonly switches: readonly Switch[]
  readonly experiments: ReadonlyMap<string, Experiment>
  readonly problems: readonly Problem[]
}

/**
 * Everything wrong with a folder of rule files, `knowledge/` and `schema/` left out. Never throws.
 * `now` (epoch ms) is needed only to tell rules and switches whose time is over.
 */
export function checkRuleFolder(folder: RuleFolder, now?: number): readonly Problem[] {
  return readRuleFolder(folder, now).problems
}

export function readRuleFolder(folder: RuleFolder, now?: number): CheckedFolder {
  const problems: Problem[] = []
  const read = (file: string): unknown => {
    const { value, problems: found } = parseJson(folder.get(file) ?? '', file)
    problems.push(...found)
    return value
  }

  problems.push(...checkFileNames(folder))
  const audiencesValue = folder.has('audiences.json') ? read('audiences.json') : { audiences: {} }
  const checked = audiencesValue === undefined ? null : checkAudiences(audiencesValue, 'audiences.json')
  problems.push(...(checked?.problems ?? []))
  // Where the audiences cannot be read, nobody knows their names: each use would be told as well.
  const audienceNames = isRecord(audiencesValue) && isRecord(audiencesValue.audiences) ? checked?.names : null

  const ruleFiles: Partial<Record<Purpose, { file: string; ruleFile: RuleFile }>> = {}
  const fileOfPurpose = new Map<Purpose, string>()
  for (const file of listRuleFiles(folder)) {
    const value = read(file)
    if (value === undefined) continue
    const purpose = purposeOf(value)
    const first = purpose && fileOfPurpose.get(purpose)
    if (purpose && first !== undefined) {
      const named = purposeOfName(file)
      const isMistyped = named !== undefined && named !== purpose
      problems.push({
        severity: 'error',
        kind: 'duplicate-purpose',
        file,
        pointer: '/purpose',
        message: `two files have the purpose ${quote(purpose)}: this one and ${quote(first)}`,
        help: isMistyped ? `did you mean ${quote(named)}?` : 'join them, or change one',
      })
    } else if (purpose) {
      fileOfPurpose.set(purpose, file)
      problems.push(...checkFileName(file, purpose))
    }
    const result = checkRules(value, file, audienceNames ?? null, checked?.audiences ?? new Map(), now)
    problems.push(...result.problems)
    if (result.ruleFile !== null) ruleFiles[result.ruleFile.purpose] = { file, ruleFile: result.ruleFile }
  }
  for (const purpose of purposes) {
    // A file that cannot be read has already been reported; it would be the missing one.
    if (fileOfPurpose.has(purpose) || folder.has(purpose + ruleFileEnding)) continue
    problems.push({
      severity: 'error',
      kind: 'missing-purpose',
      file: purpose + ruleFileEnding,
      pointer: '',
      message: `no rule file has the purpose ${quote(purpose)}`,
      help: `add ${quote(purpose + ruleFileEnding)}`,
    })
  }

  const settingsValue = folder.has('settings.json') ? read('settings.json') : undefined
  const settings = settingsValue === undefined ? null : checkSettings(settingsValue, 'settings.json')
  problems.push(...(settings?.problems ?? []))
  const switchesValue = folder.has('switches.json') ? read('switches.json') : { switches: [] }
  const switches = switchesValue === undefined ? null : checkSwitches(switchesValue, 'switches.json', now)
  problems.push(...(switches?.problems ?? []))
  const experimentsValue = folder.has('experiments.json') ? read('experiments.json') : { experiments: [] }
  const { experiments, problems: foundInExperiments } = checkExperiments(
    experimentsValue,
    'experiments.json',
    now,
  )
  problems.push(...foundInExperiments)
  // A file with errors tells nothing of what it holds: every name would be unknown.
  if (experiments !== null) problems.push(...checkRuleExperiments(ruleFiles, experiments, 'experiments.json'))

  return {
    ruleFiles,
    audiences: checked?.audiences ?? new Map(),
    settings: settings?.settings ?? null,
    switches: switches?.switches ?? [],
    experiments: experiments ?? new Map(),
    problems,
  }
}

/** In the order in which they are told; who is named after a purpose has the better claim to it. */
function listRuleFiles(folder: RuleFolder): readonly string[] {
  const isFit = (file: string): boolean => {
    const named = purposeOfName(file)
    return named !== undefined && (folder.get(file) ?? '').includes(`"${named}"`)
  }
  const files = [...folder.keys()].filter(isRuleFile).toSorted()
  return [...files.filter(isFit), ...files.filter((file) => !isFit(file))]
}

const purposeOfName = (file: string): Purpose | undefined =>
  purposes.find((purpose) => file === purpose + ruleFileEnding)

/** A file that is called after another purpose misleads whoever looks for its rules. */
function checkFileName(file: string, purpose: Purpose): readonly Problem[] {
  const named = purposeOfName(file)
  if (named === undefined || named === purpose) return []
  const message = `this file is called after ${quote(named)} and is for ${quote(purpose)}`
  const help = `rename it to ${quote(purpose + ruleFileEnding)}, or write ${quote(named)}`
  return [{ severity: 'warning', kind: 'misnamed-file', file, pointer: '/purpose', message, help }]
}

const isRuleFile = (path: string): boolean => path.endsWith(ruleFileEnding) && !path.includes('/')

function purposeOf(value: unknown): Purpose | undefined {
  return isRecord(value) ? purposes.find((purpose) => purpose === value.purpose) : undefined
}

/** A misspelt file would be passed over in silence, and its rules with it. */
function checkFileNames(folder: RuleFolder): readonly Problem[] {
  const problems: Problem[] = []
  if (!folder.has('settings.json')) {
    const message = 'the settings are missing'
    const help = 'add `settings.json`'
    problems.push({
      severity: 'error',
      kind: 'missing-file',
      file: 'settings.json',
      pointer: '',
      message,
      help,
    })
  }
  for (const file of folder.keys()) {
    if (!file.endsWith('.json') || file.includes('/')) continue
    if (isRuleFile(file) || otherFiles.includes(file)) continue
    const message = `${quote(file)} is no file the engine reads`
    problems.push({
      severity: 'warning',
      kind: 'unknown-file',
      file,
      pointer: '',
      message,
      help: helpWithWord(file, usualFiles),
    })
  }
  return problems
}
