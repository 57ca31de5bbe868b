import type { KnownIssuesFile, ProvidersFile, ReportTrustFile } from '../../contract/knowledge-files.ts'
import type { Problem } from '../../contract/rule-files.ts'
import { helpWithWord } from '../documents/help-with-word.ts'
import { pointerTo } from '../documents/json-pointer.ts'
import { quote } from '../documents/quote.ts'
import {
  isPlatformFile,
  issuesKey,
  platformsFolder,
  providersKey,
  reportsKey,
  singleFiles,
} from './knowledge-places.ts'

/** A file nobody reads is most likely a misspelt name. */
export function checkFileNames(folder: ReadonlyMap<string, string>): Problem[] {
  return [...folder.keys()]
    .filter((key) => key.startsWith('knowledge/') && key.endsWith('.json'))
    .filter((key) => !isPlatformFile(key) && !singleFiles.includes(key))
    .map((file) => ({
      severity: 'error',
      kind: 'unknown-file',
      file,
      pointer: '',
      message: `no part of the knowledge is called ${quote(file)}`,
      help: helpWithWord(file, [...singleFiles, `${platformsFolder}*.json`]),
    }))
}

/** Ids and AAGUIDs stand once; patterns and inferences name what exists. */
export function checkProviders(file: ProvidersFile): Problem[] {
  const problems: Problem[] = []
  const problem = (pointer: string, kind: string, message: string, help?: string): void => {
    const severity = 'error'
    problems.push({
      severity,
      kind,
      file: providersKey,
      pointer,
      message,
      ...(help === undefined ? {} : { help }),
    })
  }
  const ids = file.providers.map(({ id }) => id)
  const patterns = Object.keys(file.reachPatterns)
  const seen = new Set<string>()
  file.providers.forEach((entry, index) => {
    const pointer = pointerTo('/providers', index)
    for (const name of [entry.id, ...entry.aaguids]) {
      if (seen.has(name)) problem(pointer, 'duplicate', `${quote(name)} stands twice`)
      seen.add(name)
    }
    if (entry.reachLike !== undefined && !patterns.includes(entry.reachLike)) {
      const message = `no reach pattern is called ${quote(entry.reachLike)}`
      problem(
        pointerTo(pointer, 'reachLike'),
        'unknown-pattern',
        message,
        helpWithWord(entry.reachLike, patterns),
      )
    }
  })
  file.inference.forEach(({ provider }, index) => {
    if (ids.includes(provider)) return
    const message = `no provider is called ${quote(provider)}`
    problem(
      pointerTo('/inference', index, 'provider'),
      'unknown-provider',
      message,
      helpWithWord(provider, ids),
    )
  })
  return problems
}

/** Ids stand once, and an issue that can never match says why. */
export function checkIssues(file: KnownIssuesFile): Problem[] {
  const problems: Problem[] = []
  const seen = new Set<string>()
  file.issues.forEach(({ id, match, note }, index) => {
    const place = { severity: 'error', file: issuesKey, pointer: pointerTo('/issues', index) } as const
    if (seen.has(id)) problems.push({ ...place, kind: 'duplicate', message: `${quote(id)} stands twice` })
    seen.add(id)
    if (match === null && note === undefined) {
      const message = `${quote(id)} can never match and does not say why`
      problems.push({ ...place, kind: 'missing-note', message, help: 'add a `note`' })
    }
  })
  return problems
}

/** A report is either not believed or means something. */
export function checkReports(file: ReportTrustFile): Problem[] {
  return file.reports.flatMap(({ believe, values }, index): Problem[] =>
    (believe === false) === (values === undefined)
      ? []
      : [
          {
            severity: 'error',
            kind: 'ambiguous-report',
            file: reportsKey,
            pointer: pointerTo('/reports', index),
            message: 'a report is either not believed or means something',
            help: 'give either `"believe": false` or `values`',
          },
        ],
  )
}
