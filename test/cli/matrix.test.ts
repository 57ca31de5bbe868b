import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readClientText } from '../../src/cli/matrix/read-client-text.ts'
import { readMatrixOptions } from '../../src/cli/matrix/read-matrix-options.ts'
import { findElements, parseXml } from '../matrix/parse-xml.ts'
import { firefoxOnLinux } from '../matrix/small-suite.ts'
import { createRepository, createWorkFolder, plantErrorIn } from './copy-folders.ts'
import { runHere } from './run-keywise.ts'

const { userAgent } = firefoxOnLinux

describe('a command line of the matrix that is wrong', () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['--output', 'junt'], 'unknown output `junt`; did you mean `junit`?'],
    [['--output', 'tree', '--json'], '`--json` and `--output tree` do not go together'],
    [['--output', 'junit', '--coverage'], '`--coverage` goes with --output table, tree and json'],
    [['--allow', '3'], '`--allow` goes with --compare'],
    [['--compare', 'rules', '--allow', 'few'], '--allow: `few` is not a whole number'],
    [['--compare', 'rules', '--output', 'html'], '`--compare` has no --output html'],
    [['--compare', 'rules', '--coverage'], '`--compare` and `--coverage` do not go together'],
    [['--why', 'x', '--compare', 'rules'], '`--why` and `--compare` do not go together'],
  ]
  for (const [args, message] of cases) {
    it(`is told what is wrong: ${args.join(' ')}`, () => {
      expect(() => readMatrixOptions(args)).toThrow(message)
    })
  }

  it('is told what is wrong with a client that was pasted', () => {
    const read = (text: string) => () => readClientText(text, '--why')
    expect(read('{"userAgnt":"x"}')).toThrow('/userAgnt: unknown field; did you mean `userAgent`?')
    expect(read('{')).toThrow('--why is not JSON')
    expect(read(' ')).toThrow('--why is empty')
  })

  it('is told so on standard error, and nothing else', async () => {
    const { code, out, err } = await runHere(['matrix', '--compare=--all'])
    expect(err).toContain('`--all` is neither a folder nor a revision')
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })
})

describe('a run of the matrix', () => {
  it('is a tree from system to answer, with counts that add up', async () => {
    const cwd = await createWorkFolder()
    const { code, out, err } = await runHere(['matrix', '--output', 'tree'], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const counts = (indent: number) =>
      [...out.matchAll(new RegExp(`^ {${indent}}\\S.* {2}(\\d+)$`, 'gm'))].map(([, count]) => Number(count))
    // A phone that claims to be a desktop stands among the files on Linux, and is a system of its own in the tree.
    const total = (indent: number) => counts(indent).reduce((sum, one) => sum + one, 0)
    expect(total(0)).toBeGreaterThan(10)
    for (const indent of [2, 4, 6]) expect(total(indent)).toBe(total(0))
    expect(out).toContain(`\n${total(0)} passed, 0 failed\n`)
    expect(out).toMatch(/^ {6}fallback no-conditional {2}\d+$/m)
  })

  it('is JUnit XML in a file, whole, with nothing beside it', async () => {
    const cwd = await createWorkFolder()
    const args = ['matrix', '--output', 'junit', '--out', 'reports/junit.xml']
    const { code, out, err } = await runHere(args, { cwd })
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: 'written to reports/junit.xml\n' })
    const xml = parseXml(await readFile(join(cwd, 'reports/junit.xml'), 'utf8'))
    expect(xml.attributes).toMatchObject({ failures: '0', errors: '0' })
    expect(findElements(xml, 'testcase')).toHaveLength(Number(xml.attributes.tests))
    expect(await readdir(join(cwd, 'reports'))).toEqual(['junit.xml'])
  })

  it('says where a file cannot be written', async () => {
    const cwd = await createWorkFolder()
    const { code, err } = await runHere(['matrix', '--json', '--out', 'rules/settings.json/x'], { cwd })
    expect(err).toContain('cannot write `rules/settings.json/x`')
    expect(code).toBe(2)
  })

  it('tells what these fixtures cover, and under --coverage what they leave out', async () => {
    const cwd = await createWorkFolder()
    const { out } = await runHere(['matrix', '--coverage'], { cwd })
    const [, hit = '', total = ''] =
      /^rules \d+\/\d+, statements (\d+)\/(\d+), reasons \d+\/\d+$/m.exec(out) ?? []
    const listed = out.match(/^ {2}rules\/knowledge\/\S+$/gm) ?? []
    expect(listed).toHaveLength(Number(total) - Number(hit))
    expect(out).toMatch(
      /^ {2}rules\/knowledge\/platforms\/windows\.json#\S+\n {4}os windows.*: .+\n {4}(high|medium|low); .+$/m,
    )
    expect(out).toMatch(/^reasons that no fixture expects\n( {2}[a-z-]+\n)+/m)
  })
})

describe('a fixture file with something wrong in it', () => {
  it('is told once with place and nearest word, in the last line too, and the others still count', async () => {
    const cwd = await createWorkFolder()
    const file = join(cwd, 'fixtures/platforms/linux/firefox.json')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('"signals": {', '"signals": { "webautn": true,'))
    // Its fixture may stand in the file that cannot be read: that is no second problem.
    const gaps = [{ id: 'linux-firefox-145', why: 'not repaired yet' }]
    await writeFile(join(cwd, 'fixtures/known-gaps.json'), JSON.stringify({ gaps }))
    const { code, out, err } = await runHere(['matrix'], { cwd })
    expect(code).toBe(4)
    expect(err).toMatch(
      /^unreadable platforms\/linux\/firefox\.json#\/fixtures\/\d+\/signals\/webautn: unknown key `webautn`; did you mean `webauthn`\?\n$/,
    )
    expect(out).toMatch(/\n[1-9]\d* passed, 0 failed, 1 problem\n$/)
    expect(out).not.toContain('likely causes')
  })
})

describe('a rule that is meant to change nearly everything', () => {
  it('is named as what is behind the failures, of which the first are told', async () => {
    const cwd = await createWorkFolder()
    const path = join(cwd, 'rules/authentication.rules.json')
    const file = JSON.parse(await readFile(path, 'utf8'))
    file.rules.unshift({
      name: 'nobody-yet',
      priority: 945,
      event: { type: 'fallback', params: { reason: 'excluded-by-rule' } },
    })
    await writeFile(path, JSON.stringify(file))
    const { code, out } = await runHere(['matrix'], { cwd })
    expect(code).toBe(4)
    const [, failed = ''] = /(\d+) failed\b.*\n$/.exec(out) ?? []
    expect(out.match(/^failed /gm)).toHaveLength(20)
    expect(out).toContain(`\n... ${Number(failed) - 20} more fail: --filter chooses`)
    expect(out).toMatch(
      /\nlikely causes\n {2}\d+ fixtures: rule nobody-yet in authentication\.rules\.json\n\d+ passed/,
    )
    const table = out.slice(0, out.indexOf('\n\n')).split('\n')
    expect(table.length).toBeGreaterThan(3)
    expect(new Set(table.map((line) => line.length)).size).toBe(1)
  })
})

describe('an error planted in the knowledge', () => {
  it('is among the likely causes that a run with many failures ends with', async () => {
    const cwd = await createWorkFolder()
    await plantErrorIn(join(cwd, 'rules'))
    for (const output of ['table', 'tree']) {
      const { out } = await runHere(['matrix', '--output', output], { cwd })
      const [, causes = '', failed] =
        /\nlikely causes\n((?: {2}\d+ fixtures?: .+\n){1,5})\d+ passed, (\d+) failed\n$/.exec(out) ?? []
      expect(Number(failed)).toBeGreaterThan(10)
      expect(causes.split('\n')[0]).toMatch(
        /^ {2}\d+ fixtures: rules\/knowledge\/platforms\/linux\.json#\/statements\/\d+ \(os linux, .*hybridClient true/,
      )
    }
  })

  it('fails the matrix, and the statement is named with its source', async () => {
    const cwd = await createWorkFolder()
    await plantErrorIn(join(cwd, 'rules'))
    const args = ['matrix', '--filter', 'browser=firefox']
    const { code, out } = await runHere(args, { cwd })
    expect(code).toBe(4)
    expect(out).toMatch(
      /support\.hybridClient: expected false, got true\n {4}hybridClient true: rules\/knowledge\/platforms\/linux\.json#\/statements\/\d+\n {6}high; Firefox source/,
    )
    const tree = await runHere([...args, '--output', 'tree'], { cwd })
    expect(tree.code).toBe(4)
    expect(tree.out).toMatch(/^linux {2}\d+ !\d+$/m)
    expect(tree.out).toMatch(/^ {8}failed linux-firefox-145/m)
    const junit = await runHere([...args, '--output', 'junit'], { cwd })
    const [failure] = findElements(parseXml(junit.out), 'failure')
    expect(failure?.text).toContain('rules/knowledge/platforms/linux.json#/statements/')
  })
})

describe('a comparison', () => {
  it('with a rules folder tells what changes and why, and how much of it is allowed', async () => {
    const cwd = await createWorkFolder()
    await cp(join(cwd, 'rules'), join(cwd, 'before'), { recursive: true })
    await plantErrorIn(join(cwd, 'rules'))
    const { code, out } = await runHere(['matrix', '--compare', 'before'], { cwd })
    expect(code).toBe(4)
    expect(out).toMatch(/^linux firefox {2}\d+ fixtures, \d+ decisions?$/m)
    expect(out).toMatch(/^ {2}linux-firefox-145: hybridClient false -> true; passing -> failing$/m)
    expect(out).toMatch(/^likely causes\n {2}\d+ fixtures: rules\/knowledge\/platforms\/linux\.json#/m)
    const report = await runHere(['matrix', '--compare', 'before', '--json'], { cwd })
    const { changedDecisions, newlyFailing } = JSON.parse(report.out)
    expect(newlyFailing).toContain('linux-firefox-145')
    expect(out).toContain(`${changedDecisions} of `)
  })

  it('ends with exit code 5 when more decisions change than allowed', async () => {
    const cwd = await createWorkFolder()
    await cp(join(cwd, 'rules'), join(cwd, 'before'), { recursive: true })
    const switches = join(cwd, 'rules/switches.json')
    const file = JSON.parse(await readFile(switches, 'utf8'))
    file.switches = [{ name: 'stop', on: true, browser: 'firefox', reason: 'incident 7' }]
    await writeFile(switches, JSON.stringify(file))
    const args = ['matrix', '--compare', 'before', '--json', '--allow']
    const { code, out, err } = await runHere([...args, '0'], { cwd })
    const { changedDecisions } = JSON.parse(out)
    expect(changedDecisions).toBeGreaterThan(0)
    expect({ code, err }).toEqual({ code: 5, err: `${changedDecisions} decisions change, 0 are allowed\n` })
    expect((await runHere([...args, String(changedDecisions)], { cwd })).code).toBe(4)
    expect(
      (
        await runHere(['matrix', '--compare', 'rules', '--allow', '0', '--filter', 'browser=chrome'], {
          cwd,
        })
      ).code,
    ).toBe(0)
  })

  it('with a git revision reads the rules of then and leaves the work tree alone', async () => {
    const cwd = await createWorkFolder()
    await createRepository(cwd)
    await plantErrorIn(join(cwd, 'rules'))
    const before = await readFile(join(cwd, 'rules/knowledge/platforms/linux.json'), 'utf8')
    const { out } = await runHere(['matrix', '--compare', 'HEAD', '--json'], { cwd })
    expect(JSON.parse(out)).toMatchObject({
      files: ['knowledge/platforms/linux.json'],
      newlyFailing: expect.arrayContaining(['linux-firefox-145']),
    })
    expect(await readFile(join(cwd, 'rules/knowledge/platforms/linux.json'), 'utf8')).toBe(before)
    const unknown = await runHere(['matrix', '--compare', 'yesterday'], { cwd })
    expect(unknown.err).toContain('`yesterday` is neither a folder nor a revision')
    expect({ code: unknown.code, out: unknown.out }).toEqual({ code: 2, out: '' })
  })

  it('with a revision needs a repository', async () => {
    const cwd = await createWorkFolder()
    const { code, err } = await runHere(['matrix', '--compare', 'HEAD'], { cwd })
    expect(err).toContain('lies in no git repository')
    expect(code).toBe(2)
  })
})

describe('one client', () => {
  it('is explained from its user agent: what it is, what it can do, what would happen, its neighbours', async () => {
    const cwd = await createWorkFolder()
    const { code, out, err } = await runHere(['matrix', '--why', userAgent], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^firefox 145\.0 on linux unknown, desktop$/m)
    expect(out).toMatch(/^ {2}unknown osVersion: /m)
    expect(out).toMatch(
      /^ {2}hybridClient +false +knowledge, high {2}rules\/knowledge\/platforms\/linux\.json#\S+\n {6}Firefox source/m,
    )
    expect(out).toMatch(/^ {2}KI-09 /m)
    expect(out).toMatch(/^ {2}nobody has said who they are +fallback {2}no-conditional$/m)
    expect(out).toMatch(/^ {2}1Password +conditional: needs .+ rules\/knowledge\/providers\.json#/m)
    expect(out).toMatch(/^ {2}passing {2}linux-firefox-145/m)
  })

  it('is data under --json, from the JSON of signals on standard input', async () => {
    const cwd = await createWorkFolder()
    const input = JSON.stringify({ signals: { userAgent, clientCapabilities: { conditionalGet: true } } })
    const { code, out } = await runHere(['matrix', '--why', '-', '--json'], { cwd, input })
    expect(code).toBe(0)
    const client = JSON.parse(out)
    expect(client).toMatchObject({
      platform: { os: 'linux', browser: 'firefox', browserMajor: 145 },
      unknown: [{ what: 'osVersion' }],
      knownIssues: expect.arrayContaining([expect.objectContaining({ id: 'KI-09' })]),
    })
    expect(client.situations.length).toBeGreaterThanOrEqual(7)
    expect(client.nearest).toHaveLength(5)
    expect(client.providers.map(({ id }: { id: string }) => id)).toContain('icloud-keychain')
  })

  it('may be one that nobody has heard of', async () => {
    const cwd = await createWorkFolder()
    const { code, out } = await runHere(['matrix', '--why', 'Curl of the future/9'], { cwd })
    expect(code).toBe(0)
    expect(out).toMatch(/^ {2}unknown os: nothing in the user agent names it$/m)
    expect(out).toContain('nobody knows: no statement says anything about it')
  })

  it('says that a number is frozen', async () => {
    const cwd = await createWorkFolder()
    const frozen =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36'
    const { out } = await runHere(['matrix', '--why', frozen], { cwd })
    expect(out).toContain('unknown osVersion: `Windows NT 10.0` is frozen')
  })
})
