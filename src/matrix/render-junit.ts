import type { Policy } from '../core/index.ts'
import { rankGrounds } from './rank-grounds.ts'
import type { FixtureResult } from './run-fixture.ts'
import type { SuiteRun } from './run-suite.ts'
import { tellMismatch } from './tell-mismatch.ts'

/**
 * A run as JUnit XML, as test reporters of build servers read it: a suite for each fixture file, a case for each
 * fixture. A known gap counts as skipped; a file that cannot be read is an error of its own suite.
 */
export function renderJunit({ results, problems, elapsedMs }: SuiteRun, policy: Policy): string {
  const files = [...new Set(results.map(({ file }) => file))].sort()
  const seconds = (some: readonly FixtureResult[]) =>
    (some.reduce((sum, { fixture }) => sum + (elapsedMs.get(fixture.id) ?? 0), 0) / 1000).toFixed(4)
  const suites = files.map((file) => {
    const own = results.filter((result) => result.file === file)
    const cases = own.map((result) => renderCase(result, seconds([result]), policy))
    return element('testsuite', { name: file, ...countCases(own), errors: 0, time: seconds(own) }, cases)
  })
  if (problems.length > 0) {
    const cases = problems.map((problem) =>
      element('testcase', { classname: 'unreadable', name: problem }, [
        element('error', { message: problem }, []),
      ]),
    )
    const { length } = problems
    const counts = { tests: length, failures: 0, errors: length, skipped: 0, time: '0.0000' }
    suites.push(element('testsuite', { name: 'unreadable', ...counts }, cases))
  }
  const { tests, failures, skipped } = countCases(results)
  const all = {
    name: 'keywise matrix',
    tests: tests + problems.length,
    failures,
    errors: problems.length,
    skipped,
    time: seconds(results),
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', all, suites)}\n`
}

const countCases = (results: readonly FixtureResult[]) => ({
  tests: results.length,
  failures: results.filter(({ status }) => status === 'failing').length,
  skipped: results.filter(({ status }) => status === 'known-gap').length,
})

/** `windows/chrome.json` becomes `windows.chrome`: build servers fold class names at the dots. */
const classOf = (file: string) => file.replace(/\.json$/, '').replaceAll('/', '.')

function renderCase(result: FixtureResult, time: string, policy: Policy): string {
  const { fixture, file, status, mismatches, gap } = result
  const attributes = { classname: classOf(file), name: `${fixture.id}: ${fixture.title}`, time }
  if (status === 'passing') return element('testcase', attributes, [])
  if (status === 'known-gap') {
    return element('testcase', attributes, [element('skipped', { message: `known gap: ${gap ?? ''}` }, [])])
  }
  const message = mismatches.map(tellMismatch).join('; ')
  return element('testcase', attributes, [
    element('failure', { message, type: 'mismatch' }, [escapeXml(describeFailure(result, policy))]),
  ])
}

function describeFailure(result: FixtureResult, policy: Policy): string {
  const { fixture, decision, mismatches, request } = result
  const grounds = mismatches.flatMap((mismatch) => rankGrounds(mismatch, result))
  const lines = [...new Map(grounds.map((ground) => [`${ground.what} ${ground.ref}`, ground])).values()].map(
    ({ what, value, ref }) => {
      const { source, certainty } = policy.knowledge.statementsByRef.get(ref) ?? {}
      return `  ${what} ${value}: ${ref} (${certainty}; ${source})`
    },
  )
  return [
    ...mismatches.map(tellMismatch),
    `because: ${fixture.because}`,
    `source:  ${fixture.source} (${fixture.certainty})`,
    `engine:  ${decision.action} ${decision.reason}: ${decision.explanation}`,
    `rule:    ${decision.rule === undefined ? 'none' : `${decision.rule.name} in ${decision.rule.file}`}`,
    ...(lines.length === 0 ? [] : ['grounds:', ...lines]),
    `client:  ${request.signals?.userAgent ?? 'no user agent'}`,
  ].join('\n')
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly string[],
): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
  return content.length === 0
    ? `<${name}${list.join('')}/>`
    : `<${name}${list.join('')}>\n${content.join('\n')}\n</${name}>`
}

/** Characters that XML 1.0 cannot hold, not even escaped. */
const unspeakable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  // Only `]]>` would need it; so nobody has to look for it.
  '>': '&gt;',
  '"': '&quot;',
}

const escapeXml = (text: string): string =>
  text.replaceAll(unspeakable, '\ufffd').replaceAll(/[&<>"]/g, (mark) => escapes[mark] ?? mark)
