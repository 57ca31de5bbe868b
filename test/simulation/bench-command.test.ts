import { describe, expect, it } from 'vitest'
import { type Terminal, UsageError } from '../../src/cli/command.ts'
import { benchCommand } from '../../src/cli/commands/bench.ts'

async function run(...args: readonly string[]) {
  let out = ''
  let err = ''
  const plain = (_: unknown, text: string) => text
  const terminal: Terminal = {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    readInput: async () => '',
    isTyped: false,
    isWatched: false,
    paint: plain,
    paintError: plain,
    env: {},
  }
  const code = await benchCommand.run(args, terminal)
  return { code, out, err }
}

const small = ['--seeds', '1', '--users', '5', '--days', '60'] as const

describe('keywise bench decisions', () => {
  it('prints a row per policy on standard output, and progress elsewhere', async () => {
    const { code, out, err } = await run('decisions', '--world', 'consumer,random:4', ...small)
    expect(code).toBe(0)
    for (const name of ['never', 'naive', 'used-here', 'engine', 'bayes', 'oracle'])
      expect(out.match(new RegExp(`^${name} `, 'gm'))).toHaveLength(2)
    expect(err).toBe('consumer...\nrandom-4...\n')
    expect(out).not.toContain('worst cases')
  })

  it('tells where the engine loses, with the rule that decided', async () => {
    const { out } = await run('decisions', '--world', 'adversarial', '--details', ...small)
    for (const part of ['engine by platform', 'engine by situation', 'engine said', 'worst cases: rule'])
      expect(out).toContain(part)
  })

  it('writes nothing but JSON under --json', async () => {
    const { out } = await run(
      'decisions',
      '--world',
      'managers',
      '--policy',
      'naive,oracle',
      '--json',
      ...small,
    )
    const [world] = JSON.parse(out)
    expect(world).toMatchObject({ world: 'managers', seeds: [1], users: 5, days: 60 })
    expect(world.policies.map(({ policy }: { policy: string }) => policy)).toEqual(['naive', 'oracle'])
  })

  it.each([
    [[], 'say what to measure'],
    [['speed'], 'cannot measure `speed`'],
    [['decisions', '--world', 'consumr'], 'there is no world `consumr`; did you mean `consumer`?'],
    [['decisions', '--policy', 'engin'], 'there is no policy `engin`; did you mean `engine`?'],
    [['decisions', '--users', '0'], 'whole numbers from 1, not `0`'],
    [['decisions', '--seeds', '1,x'], 'whole numbers from 1, not `x`'],
  ])('says what is wrong with %j', async (args, message) => {
    await expect(run(...args)).rejects.toThrow(UsageError)
    await expect(run(...args)).rejects.toThrow(message)
  })
})
