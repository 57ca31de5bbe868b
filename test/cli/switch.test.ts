import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadKeptSwitches } from '../../src/files/kept-switches.ts'
import { createEmptyFolder, runHere } from './run-keywise.ts'

async function open() {
  const dir = await createEmptyFolder()
  const run = (...args: string[]) => runHere(['switch', ...args, '--data-dir', dir])
  return { dir, run, path: join(dir, 'switches.json') }
}

describe('keywise switch', () => {
  it('tells what is on, whom it covers and until when, without a database or a service', async () => {
    const { run } = await open()
    expect((await run()).out).toContain('no kill switch is on: the rules decide for everybody')
    const on = await run(
      'on',
      'ff',
      '--os',
      'windows',
      '--browser',
      'firefox',
      '--reason',
      'incident 7',
      '--until',
      '2099-01-01',
    )
    expect(on).toMatchObject({
      code: 0,
      out: 'on: passkeys are off for Firefox on Windows until 2099-01-01 00:00 UTC; everybody else is not concerned\n',
      err: expect.stringContaining('is it the right directory?'),
    })
    const { out } = await run('list')
    expect(out).toMatch(/^1 kill switch is on\n\non {4}ff\n {6}passkeys are off for Firefox on Windows until/)
    expect(out).toContain('reason: incident 7')
    expect(out).toContain('end it with: keywise switch off ff')
    expect((await run('off', 'ff')).out).toContain('off: `ff` has ended')
    expect((await run()).out).toContain('no kill switch is on')
  })

  it.each([
    [['on', 'x', '--reason', 'r', '--os', 'window'], 'unknown os `window`; did you mean `windows`?'],
    [['on', 'x', '--reason', 'r', '--browser', 'fierfox'], 'did you mean `firefox`?'],
    [['on', 'x', '--reason', 'r', '--purpose', 'login'], 'one of: authentication, registration, step-up'],
    [['on', 'x'], 'say why by --reason'],
    [['on'], 'a name is needed'],
    [['of', 'x'], 'unknown verb `of`; one of: list, on, off'],
    [['on', 'x', '--reason', 'r', '--until', 'tomorrow'], 'is no time; write 30m, 2h'],
    [['on', 'x', '--reason', 'r', '--until', '2020-01-01'], 'is past'],
    [['on', 'x', '--reason', 'r', '--until', '2099-02-30'], 'is no time'],
    [['on', 'x', '--reason', 'r', '--note', 'n'], '`--note` belongs to `keywise switch off`'],
    [['off', 'x', '--os', 'ios'], '`--os` belongs to `keywise switch on`'],
    [['off', 'x'], 'no switch is called `x`: none is set in'],
    [['off', 'all-passkeys'], '`all-passkeys` is off already, in'],
  ])('says what is wrong, and changes nothing: %j', async (args, told) => {
    const { run, path } = await open()
    const { code, err } = await run(...args)
    expect([code, err.includes(told) ? told : err]).toEqual([2, told])
    expect(await loadKeptSwitches(path)).toBeNull()
  })

  it('says where a switch is changed that is not its own', async () => {
    const { dir } = await open()
    const env = { KEYWISE_SWITCHES: '[{"name":"of-env","on":true,"reason":"incident 7"}]' }
    const run = (...args: string[]) => runHere(['switch', ...args, '--data-dir', dir], { env })
    expect((await run()).out).toContain('in KEYWISE_SWITCHES')
    expect((await run('off', 'of-env')).err).toContain('take it out there and restart the service')
  })

  it('refuses a directory that is not there, and writes over no broken file', async () => {
    const { run, dir, path } = await open()
    const nowhere = await runHere(['switch', 'on', 'x', '--reason', 'r', '--data-dir', join(dir, 'nowhere')])
    expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('no service follows it')])
    await writeFile(path, '{"switches": [')
    const { code, err } = await run('on', 'x', '--reason', 'r')
    expect([code, err]).toEqual([2, expect.stringContaining('nothing was changed')])
    expect(err).toContain('`switches-file-broken`')
    expect((await run()).code).toBe(1)
  })
})
