import { existsSync } from 'node:fs'
import type { Switch } from '../../contract/rule-files.ts'
import { browserNames, osNames, purposes } from '../../contract/words.ts'
import { explainSwitch, type SwitchChange } from '../../core/index.ts'
import { changeKeptSwitches } from '../../files/change-switches.ts'
import { BrokenSwitchesError, loadKeptSwitches, standInName } from '../../files/kept-switches.ts'
import { type Command, type Terminal, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { readConfig } from '../read-config.ts'
import { suggestWord } from '../suggest-word.ts'
import {
  checkDataDir,
  loadSwitches,
  type SwitchPlace,
  switchesOfRules,
  switchesPath,
} from '../switch/load-switches.ts'
import { readUntil } from '../switch/read-until.ts'
import { renderSwitches } from '../switch/render-switches.ts'

const options = {
  reason: { type: 'string' },
  purpose: { type: 'string' },
  os: { type: 'string' },
  browser: { type: 'string' },
  until: { type: 'string' },
  note: { type: 'string' },
  'data-dir': { type: 'string' },
  'rules-dir': { type: 'string' },
  json: { type: 'boolean' },
} as const
type Values = { readonly [Name in Exclude<keyof typeof options, 'json'>]?: string | undefined }

const verbs = ['list', 'on', 'off'] as const
const onlyOf: Readonly<Record<(typeof verbs)[number], readonly string[]>> = {
  list: [],
  on: ['reason', 'purpose', 'os', 'browser', 'until'],
  off: ['note'],
}
const longest = { name: 80, reason: 500 }

export const switchCommand: Command = {
  help: `
usage: keywise switch [list]
       keywise switch on NAME --reason TEXT [--purpose P] [--os OS] [--browser B] [--until TIME]
       keywise switch off NAME [--note TEXT]

A kill switch that is on stops passkeys for whom it covers, whatever the rules say: people get their password or code.
Without --purpose, --os and --browser it covers everybody.

  --reason TEXT      why, for those who find it later; no names of people, it goes to the audit log
  --purpose WORD     only ${purposes.join(', ')}
  --os WORD          only this system: ${osNames.join(', ')}
  --browser WORD     only this browser: firefox, safari, ...
  --until TIME       it ends by itself: 30m, 2h, 3d, 2026-12-01 or 2026-12-01T09:00:00Z
  --note TEXT        why it ends, for the audit log
  --data-dir DIR     of the service; default ./data, or KEYWISE_DATA_DIR
  --rules-dir DIR    whose switches.json is listed; default ./rules
  --json

It writes switches.json of the data directory and asks no service and no database: every service on that directory
follows within 2 seconds, one that starts later as well. The line of the audit log is written by a service.

examples:
  keywise switch
  keywise switch on firefox-on-windows --os windows --browser firefox --reason "incident 7" --until 2h
  keywise switch on all-passkeys --reason "incident 8"
  keywise switch off all-passkeys --note "fixed in 4.2"
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, options, 2)
    const [written = 'list', name] = positionals
    const verb = verbs.find((one) => one === written)
    // No nearest word: `of` is as near to `on`, which would stop everybody.
    if (verb === undefined) throw new UsageError(`unknown verb \`${written}\`; one of: ${verbs.join(', ')}`)
    checkOptions(verb, values)
    const config = await readConfig(values, terminal)
    checkDataDir(config.dataDir)
    const isJson = values.json === true
    if (verb === 'list') {
      if (name !== undefined) throw new UsageError(`unexpected \`${name}\`: \`list\` takes no name`)
      return list(config, isJson, terminal)
    }
    if (name === undefined) throw new UsageError(`a name is needed: keywise switch ${verb} NAME`)
    if (verb === 'off') return end(name, values.note, config, isJson, terminal)
    return begin(readSwitch(name, values), config, isJson, terminal)
  },
}

function checkOptions(verb: (typeof verbs)[number], values: Values): void {
  for (const other of verbs)
    for (const name of onlyOf[other])
      if (other !== verb && values[name as keyof Values] !== undefined && !onlyOf[verb].includes(name))
        throw new UsageError(`\`--${name}\` belongs to \`keywise switch ${other}\``)
}

function readSwitch(name: string, values: Values): Switch {
  const { reason, purpose, os, browser, until } = values
  if (name.length > longest.name) throw new UsageError(`a name has at most ${longest.name} characters`)
  if (reason === undefined || reason.trim() === '')
    throw new UsageError('say why by --reason: whoever finds the switch has to know whether it may end')
  if (reason.length > longest.reason)
    throw new UsageError(`a reason has at most ${longest.reason} characters`)
  return {
    name,
    on: true,
    ...(purpose === undefined ? {} : { purpose: readWord('purpose', purpose, purposes) }),
    ...(os === undefined ? {} : { os: readWord('os', os, osNames) }),
    ...(browser === undefined ? {} : { browser: readWord('browser', browser, browserNames) }),
    reason,
    ...(until === undefined ? {} : { until: readUntil(until, Date.now()) }),
  }
}

function readWord<T extends string>(what: string, written: string, words: readonly T[]): T {
  const word = words.find((one) => one === written)
  if (word === undefined)
    throw new UsageError(`unknown ${what} \`${written}\`; ${suggestWord(written, words)}`)
  return word
}

async function list(place: SwitchPlace, isJson: boolean, terminal: Terminal): Promise<0 | 1> {
  const { switches, warnings } = await loadSwitches(place, Date.now())
  if (isJson) terminal.out(`${JSON.stringify({ switches, warnings }, null, 2)}\n`)
  else terminal.out(renderSwitches(switches, place, terminal.paint))
  for (const warning of warnings) terminal.err(`${terminal.paintError('yellow', 'warning')}: ${warning}\n`)
  return warnings.length === 0 ? 0 : 1
}

async function begin(entry: Switch, place: SwitchPlace, isJson: boolean, terminal: Terminal): Promise<0 | 1> {
  const before = await find(entry.name, place)
  await write({ kind: 'set', entry }, place)
  const now = Date.now()
  const says = explainSwitch(entry, now)
  if (isJson) {
    terminal.out(`${JSON.stringify({ switch: entry, says, replaced: before ?? null }, null, 2)}\n`)
    return 0
  }
  terminal.out(`${terminal.paint('red', 'on')}: ${says}\n`)
  if (before !== undefined)
    terminal.out(`it takes the place of the one before: ${explainSwitch(before, now)}\n`)
  tellWhen(place, terminal)
  return 0
}

async function end(
  name: string,
  note: string | undefined,
  place: SwitchPlace,
  isJson: boolean,
  terminal: Terminal,
): Promise<0 | 1> {
  const before = await find(name, place)
  if (before === undefined) throw new UsageError(await explainMissing(name, place))
  await write({ kind: 'remove', name, note }, place)
  const { switches } = await loadSwitches(place, Date.now())
  const left = switches.filter(({ state }) => state === 'on')
  if (isJson) {
    terminal.out(`${JSON.stringify({ ended: before, stillOn: left }, null, 2)}\n`)
    return 0
  }
  const { paint } = terminal
  terminal.out(
    `${paint('green', 'off')}: \`${name}\` has ended; the rules decide again for whom it covered\n`,
  )
  for (const one of left) terminal.out(`${paint('yellow', 'still on')}: \`${one.name}\`: ${one.says}\n`)
  tellWhen(place, terminal)
  return 0
}

async function find(name: string, { dataDir }: SwitchPlace): Promise<Switch | undefined> {
  const kept = await loadOrAdvise(() => loadKeptSwitches(switchesPath(dataDir)))
  return kept?.switches.find((one) => one.name === name)
}

async function write(change: SwitchChange, { dataDir }: SwitchPlace): Promise<void> {
  await loadOrAdvise(() =>
    changeKeptSwitches(switchesPath(dataDir), [{ change, at: Date.now(), actor: 'cli' }]),
  )
}

/** @throws UsageError for a file that cannot be used: what was on in it must not be dropped by writing over it */
async function loadOrAdvise<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof BrokenSwitchesError)) throw error
    throw new UsageError(
      `${error.message}\nnothing was changed. A running service keeps the last good list; one that starts now switches passkeys off for everybody, by \`${standInName}\`.\nMend the file, such as to \`{"switches": []}\` where nothing is to be off; or move it away and set the switches anew;\nor send PUT /v1/switches/NAME to a running service, which writes what holds there`,
    )
  }
}

async function explainMissing(name: string, place: SwitchPlace): Promise<string> {
  const { switches } = await loadSwitches(place, Date.now())
  const found = switches.find((one) => one.name === name)
  if (found?.source === 'file' && !found.on)
    return `\`${name}\` is off already, in ${switchesOfRules(place.rulesDir)}`
  if (found?.source === 'file')
    return `\`${name}\` stands in ${switchesOfRules(place.rulesDir)}: set its \`on\` to false there; a running service follows within 2 seconds`
  if (found?.source === 'environment')
    return `\`${name}\` stands in KEYWISE_SWITCHES: take it out there and restart the service`
  const names = switches.filter(({ source }) => source === 'runtime').map((one) => one.name)
  return names.length === 0
    ? `no switch is called \`${name}\`: none is set in ${switchesPath(place.dataDir)}`
    : `no switch is called \`${name}\`; ${suggestWord(name, names)}`
}

function tellWhen({ dataDir }: SwitchPlace, { err }: Terminal): void {
  // Whoever mistypes the directory believes that passkeys are off.
  const isUsed = ['site.key', 'keys.json', 'keywise.sqlite'].some((file) => existsSync(`${dataDir}/${file}`))
  err(
    isUsed
      ? `in force within 2 seconds in every service on ${dataDir}\n`
      : `warning: no service has run on ${dataDir} yet; is it the right directory?\n`,
  )
}
