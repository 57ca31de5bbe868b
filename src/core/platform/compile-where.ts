import { type ReportName, reportNames, type Where } from '../../contract/knowledge-files.ts'
import { reportOf } from './client-reports.ts'
import type { BrowserIdentity, KnowledgeSubject } from './knowledge-subject.ts'
import { isWithin, readVersionRange, type Tristate } from './version-range.ts'

/** Does a statement hold for this client: yes, no, or perhaps (a version it tests is hidden)? */
export type Holds = (subject: KnowledgeSubject) => Tristate

const oneOrMany = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T])

const both = (left: Tristate, right: Tristate): Tristate =>
  left === false || right === false ? false : left === true && right === true ? true : 'unknown'

const either = (left: Tristate, right: Tristate): Tristate =>
  left === true || right === true ? true : left === false && right === false ? false : 'unknown'

/** Compiles the conditions of a file and of one of its statements; no condition at all always holds. */
export function compileWhere(...conditions: readonly (Where | undefined)[]): Holds {
  const tests = conditions.flatMap((where) => (where === undefined ? [] : compileOne(where)))
  return (subject) => {
    let answer: Tristate = true
    for (const test of tests) {
      answer = both(answer, test(subject))
      if (answer === false) return false
    }
    return answer
  }
}

/** Holds where any of the alternatives does. */
export function compileAnyWhere(alternatives: readonly Where[]): Holds {
  const tests = alternatives.map((where) => compileWhere(where))
  return (subject) => tests.reduce<Tristate>((answer, test) => either(answer, test(subject)), false)
}

function compileOne(where: Where): readonly Holds[] {
  const tests: Holds[] = []
  const { os, osVersion, deviceType, bot, touch, webview, windowsPlatformVersion, reports } = where
  if (os !== undefined) {
    const names = oneOrMany(os)
    tests.push(({ platform }) => names.includes(platform.os))
  }
  if (deviceType !== undefined) {
    const types = oneOrMany(deviceType)
    tests.push(({ platform }) => types.includes(platform.deviceType))
  }
  if (bot !== undefined) tests.push(({ platform }) => platform.bot === bot)
  if (touch !== undefined) tests.push((subject) => subject.touch === touch)
  if (webview !== undefined) tests.push(compileWebview(webview))
  if (where.browser !== undefined || where.browserVersion !== undefined) tests.push(compileBrowser(where))
  if (osVersion !== undefined) {
    const range = readVersionRange(osVersion)
    tests.push((subject) => isWithin(subject.osVersion, range))
  }
  if (windowsPlatformVersion !== undefined) {
    const range = readVersionRange(windowsPlatformVersion)
    tests.push((subject) => isWithin(subject.windowsPlatformVersion, range))
  }
  for (const name of reportNames) {
    const value = reports?.[name]
    if (value !== undefined) tests.push(compileReport(name, value))
  }
  return tests
}

function compileReport(name: ReportName, value: boolean): Holds {
  return (subject) => reportOf(subject.reports, name) === value
}

function compileWebview(webview: NonNullable<Where['webview']>): Holds {
  if (typeof webview === 'boolean') return ({ platform }) => (platform.webview !== null) === webview
  const hosts = oneOrMany(webview)
  return ({ platform }) => platform.webview !== null && hosts.includes(platform.webview)
}

function compileBrowser(where: Where): Holds {
  const names = where.browser === undefined ? null : oneOrMany(where.browser)
  const range = where.browserVersion === undefined ? null : readVersionRange(where.browserVersion)
  // Without a name the version is the client's own; so it is under `exactly`.
  const ownOnly = where.exactly === true || names === null
  const test = ({ browser, version }: BrowserIdentity): Tristate => {
    if (names !== null && !names.includes(browser)) return false
    return range === null ? true : isWithin(version, range)
  }
  return ({ identities }) => {
    let answer: Tristate = false
    for (const identity of ownOnly ? identities.slice(0, 1) : identities)
      answer = either(answer, test(identity))
    return answer
  }
}
