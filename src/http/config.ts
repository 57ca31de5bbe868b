import { isAbsolute, join, resolve } from 'node:path'
import { Value } from 'typebox/value'
import { findNearestWord } from '../contract/nearest-word.ts'
import { type Switch, SwitchesFile } from '../contract/rule-files.ts'
import { type UserVerification, userVerifications } from '../contract/words.ts'
import { offerableAlgorithms, offeredAlgorithms } from '../webauthn/algorithms.ts'

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export const allowCredentialsModes = ['discoverable', 'listed'] as const
export type AllowCredentials = (typeof allowCredentialsModes)[number]

export const rulesSources = ['directory', 'store'] as const
export type RulesSource = (typeof rulesSources)[number]

/** Everything a server is told at start. Paths are absolute. */
export interface Config {
  readonly host: string
  /** 0: the system picks one. */
  readonly port: number
  readonly dataDir: string
  /** The SQLite file. */
  readonly databaseFile: string
  readonly rulesDir: string
  /** `store`: rules are what was published last; the folder is only taken over where nothing ever was. */
  readonly rulesSource: RulesSource
  readonly secretKey: string | null
  readonly publishableKey: string | null
  readonly adminKey: string | null
  /** Where publishable keys may be used; null: the server's own address. */
  readonly origins: readonly string[] | null
  readonly rpId: string
  readonly rpName: string
  /** What ceremonies ask of authenticators at least; a decision may ask for more. */
  readonly userVerification: UserVerification
  /** Sites that may show the login in a frame; empty: none, and every ceremony in a foreign frame is refused. */
  readonly topOrigins: readonly string[]
  /** Which keys new passkeys may have, best first: COSE algorithm identifiers. */
  readonly algorithms: readonly number[]
  /**
   * What a publishable key gets before a login is proven: no list (`discoverable`), or one that looks the same for every
   * name (`listed`), with decoys where there is nothing.
   */
  readonly allowCredentials: AllowCredentials
  /** Where people create and manage passkeys, told at `/.well-known/passkey-endpoints`; null: not told. */
  readonly enrollUrl: string | null
  readonly manageUrl: string | null
  /** The demo at `/demo`; null: where the service listens on this machine only. */
  readonly demo: boolean | null
  /** 32 bytes; null: made at the first start and kept in the data directory. */
  readonly siteKey: Buffer | null
  readonly logLevel: LogLevel
  readonly trustProxy: boolean | readonly string[]
  /** How long records of decisions are kept; 0: for ever. */
  readonly retentionDays: number
  /** Kill switches that stand in the environment. */
  readonly switches: readonly Switch[]
}

export interface ConfigProblem {
  /** The flag, variable or file entry that is wrong, as it was written. */
  readonly source: string
  readonly message: string
  readonly help?: string
}

export interface ConfigSources {
  /** From the command line, by setting name: `{ port: '8080' }`. */
  readonly flags?: Readonly<Record<string, string | undefined>>
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** The content of `keywise.config.json`, by setting name. */
  readonly file?: unknown
  /** What relative paths start from. */
  readonly directory: string
}

/** A value that is well-formed, or what is wrong with it. */
type Read<T> = { readonly value: T } | { readonly problem: string; readonly help?: string }
const fine = <T>(value: T): Read<T> => ({ value })
const wrong = <T>(problem: string, help?: string): Read<T> =>
  help === undefined ? { problem } : { problem, help }

interface Setting<T> {
  readonly variable: string
  readonly fallback: T
  readonly read: (text: string) => Read<T>
}
const setting = <T>(variable: string, fallback: T, read: (text: string) => Read<T>): Setting<T> => ({
  variable,
  fallback,
  read,
})

const readText = (text: string): Read<string> =>
  text.trim() === '' ? wrong('must not be empty') : fine(text.trim())

const readCount =
  (from: number, to: number) =>
  (text: string): Read<number> => {
    const count = Number(text)
    if (/^\d+$/.test(text) && count >= from && count <= to) return fine(count)
    return wrong(`\`${text}\` is not a whole number from ${from} to ${to}`)
  }

const readOnOff = (text: string): Read<boolean | null> =>
  text === 'true' || text === 'false' ? fine(text === 'true') : wrong(`\`${text}\` is neither true nor false`)

// A key that is wrong is never repeated in a message: it may be a real one in the wrong place.
const readKey =
  (prefix: string) =>
  (text: string): Read<string | null> =>
    new RegExp(`^${prefix}[A-Za-z0-9_-]{8,200}$`).test(text)
      ? fine(text)
      : wrong(
          `must begin with \`${prefix}\` and go on with 8 to 200 letters, digits, \`-\` or \`_\``,
          'leave it out to have a good one made at the first start',
        )

function readOrigins(text: string): Read<readonly string[] | null> {
  const origins = text.split(',').map((origin) => origin.trim())
  const bad = origins.find((origin) => !isOrigin(origin))
  if (bad === undefined) return fine(origins)
  return wrong(
    `\`${bad}\` is not an exact origin`,
    'write scheme, host and port only, such as https://login.example.com',
  )
}

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text

function readSiteKey(text: string): Read<Buffer | null> {
  const key = Buffer.from(text, 'base64')
  const wellFormed = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) && key.length === 32
  return wellFormed
    ? fine(key)
    : wrong('must be 32 bytes in base64', 'make one with `openssl rand -base64 32`')
}

function readDatabase(text: string): Read<string | null> {
  if (/^postgres(ql)?:/.test(text))
    return wrong('PostgreSQL is not available in this version', 'use `file:` and a path')
  if (text.startsWith('file:') && text.length > 'file:'.length)
    return fine(text.slice('file:'.length).replace(/^\/\/(?=\/)/, ''))
  return wrong('is not a database address', 'use `file:` and a path, such as `file:./data/keywise.sqlite`')
}

const onlyHere =
  <T extends string>(value: T, message: string) =>
  (text: string): Read<T> =>
    text === value ? fine(value) : wrong(message, `use \`${value}\` or leave it out`)

const readWord =
  <T extends string>(words: readonly T[], kind: string) =>
  (text: string): Read<T> => {
    const word = words.find((one) => one === text)
    if (word !== undefined) return fine(word)
    const nearest = findNearestWord(text, words)
    return wrong(
      `\`${text}\` is not ${kind}`,
      nearest === undefined ? `one of ${words.join(', ')}` : `did you mean \`${nearest}\`?`,
    )
  }

function readAlgorithms(text: string): Read<readonly number[]> {
  const names = text.split(',').map((name) => name.trim())
  const bad = names.find((name) => !Object.hasOwn(offerableAlgorithms, name))
  if (bad === undefined) return fine(names.flatMap((name) => offerableAlgorithms[name] ?? []))
  const known = Object.keys(offerableAlgorithms)
  const nearest = findNearestWord(bad, known)
  return wrong(
    `\`${bad}\` is not an algorithm that logins can be verified by`,
    nearest === undefined ? `one of ${known.join(', ')}` : `did you mean \`${nearest}\`?`,
  )
}

function deriveRpId(origins: readonly string[] | null, problems: ConfigProblem[]): string {
  const [first] = origins ?? []
  if (first === undefined) return 'localhost'
  const { hostname } = new URL(first)
  const read = readRpId(hostname)
  if ('problem' in read)
    problems.push({
      source: 'KEYWISE_ORIGINS',
      message: `the host of \`${first}\` is an address, no domain: passkeys cannot belong to it`,
      help: 'use `localhost`, or set KEYWISE_RP_ID',
    })
  return hostname
}

/** A domain: neither address nor origin (WebAuthn Level 3, section 4, RP ID). */
function readRpId(text: string): Read<string | null> {
  const isDomain = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(text) && !/^[0-9.]+$/.test(text)
  return isDomain
    ? fine(text)
    : wrong(`\`${text}\` is not a domain`, 'write the name alone in small letters, such as example.com')
}

function readPageAddress(text: string): Read<string | null> {
  const isPage = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
  return isPage
    ? fine(text)
    : wrong(
        `\`${text}\` is not a web address`,
        'write it whole, such as https://example.com/account/passkeys',
      )
}

function readProxies(text: string): Read<boolean | readonly string[]> {
  if (text === 'true' || text === 'false') return fine(text === 'true')
  const proxies = text.split(',').map((proxy) => proxy.trim())
  return proxies.every((proxy) => /^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(proxy))
    ? fine(proxies)
    : wrong(`\`${text}\` is neither true, false nor a list of addresses`, 'such as `10.0.0.0/8,192.168.1.4`')
}

function readSwitches(text: string): Read<readonly Switch[]> {
  const example =
    'such as [{"name":"all-off","on":true,"reason":"incident 7"}]; fields: name, on, purpose, os, browser, reason, until'
  try {
    const switches: unknown = JSON.parse(text)
    const file = { switches }
    if (!Value.Check(SwitchesFile, file)) return wrong('is not a list of switches', example)
    const endless = file.switches.find(({ until }) => until !== undefined && Number.isNaN(Date.parse(until)))
    if (endless === undefined) return fine(file.switches)
    return wrong(`\`${endless.until}\` cannot be read as a date`, 'write it like `2026-11-01T00:00:00Z`')
  } catch {
    return wrong('is not JSON', example)
  }
}

const settings = {
  host: setting('KEYWISE_HOST', '127.0.0.1', readText),
  port: setting('KEYWISE_PORT', 3000, readCount(0, 65_535)),
  dataDir: setting('KEYWISE_DATA_DIR', './data', readText),
  databaseUrl: setting<string | null>('KEYWISE_DATABASE_URL', null, readDatabase),
  rulesDir: setting('KEYWISE_RULES_DIR', './rules', readText),
  rulesSource: setting<RulesSource>(
    'KEYWISE_RULES_SOURCE',
    'directory',
    readWord(rulesSources, 'a source of rules'),
  ),
  secretKey: setting<string | null>('KEYWISE_SECRET_KEY', null, readKey('sk_')),
  publishableKey: setting<string | null>('KEYWISE_PUBLISHABLE_KEY', null, readKey('pk_')),
  adminKey: setting<string | null>('KEYWISE_ADMIN_KEY', null, readKey('adm_')),
  origins: setting<readonly string[] | null>('KEYWISE_ORIGINS', null, readOrigins),
  rpId: setting<string | null>('KEYWISE_RP_ID', null, readRpId),
  rpName: setting('KEYWISE_RP_NAME', 'Keywise', readText),
  userVerification: setting<UserVerification>(
    'KEYWISE_USER_VERIFICATION',
    'required',
    readWord(userVerifications, 'a user verification'),
  ),
  topOrigins: setting<readonly string[] | null>('KEYWISE_TOP_ORIGINS', null, readOrigins),
  allowCredentials: setting<AllowCredentials>(
    'KEYWISE_ALLOW_CREDENTIALS',
    'discoverable',
    readWord(allowCredentialsModes, 'a way to fill allowCredentials'),
  ),
  algorithms: setting<readonly number[]>('KEYWISE_ALGORITHMS', offeredAlgorithms, readAlgorithms),
  enrollUrl: setting<string | null>('KEYWISE_ENROLL_URL', null, readPageAddress),
  manageUrl: setting<string | null>('KEYWISE_MANAGE_URL', null, readPageAddress),
  demo: setting<boolean | null>('KEYWISE_DEMO', null, readOnOff),
  siteKey: setting<Buffer | null>('KEYWISE_SITE_KEY', null, readSiteKey),
  workers: setting(
    'KEYWISE_WORKERS',
    '1',
    onlyHere('1', 'several processes are not available in this version'),
  ),
  logLevel: setting<LogLevel>('KEYWISE_LOG_LEVEL', 'info', readWord(logLevels, 'a log level')),
  trustProxy: setting<boolean | readonly string[]>('KEYWISE_TRUST_PROXY', false, readProxies),
  retentionDays: setting('KEYWISE_RETENTION_DAYS', 400, readCount(0, 36_500)),
  switches: setting<readonly Switch[]>('KEYWISE_SWITCHES', [], readSwitches),
}
type SettingName = keyof typeof settings

/** Every environment variable the server reads. */
export const configVariables: readonly string[] = Object.values(settings).map(({ variable }) => variable)
const settingNames: readonly string[] = Object.keys(settings)

/** Flags over environment over file over defaults; every problem at once. */
export function parseConfig(
  sources: ConfigSources,
):
  | { readonly config: Config; readonly problems: readonly [] }
  | { readonly config: null; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = []
  const file = readFileEntries(sources.file, problems)
  checkNames(sources, file, problems)

  const find = (name: SettingName): { text: string; source: string } | null => {
    const { variable } = settings[name]
    const flag = sources.flags?.[name]
    if (flag !== undefined) return { text: flag, source: `--${toFlag(name)}` }
    const fromEnvironment = sources.environment?.[variable]
    // `KEYWISE_ORIGINS=` in a compose file means "not set".
    if (fromEnvironment !== undefined && fromEnvironment !== '')
      return { text: fromEnvironment, source: variable }
    const entry = file[name]
    return entry === undefined
      ? null
      : { text: writeEntry(name, entry), source: `keywise.config.json#/${name}` }
  }
  const read = <T>(name: SettingName, of: Setting<T>): T => {
    const found = find(name)
    if (found === null) return of.fallback
    const result = of.read(found.text)
    if ('value' in result) return result.value
    const { problem, help } = result
    problems.push({ source: found.source, message: problem, ...(help === undefined ? {} : { help }) })
    return of.fallback
  }
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(sources.directory, path))

  const dataDir = absolute(read('dataDir', settings.dataDir))
  const databaseFile = read('databaseUrl', settings.databaseUrl)
  const origins = read('origins', settings.origins)
  read('workers', settings.workers)
  const config: Config = {
    host: read('host', settings.host),
    port: read('port', settings.port),
    dataDir,
    databaseFile: databaseFile === null ? join(dataDir, 'keywise.sqlite') : absolute(databaseFile),
    rulesDir: absolute(read('rulesDir', settings.rulesDir)),
    rulesSource: read('rulesSource', settings.rulesSource),
    secretKey: read('secretKey', settings.secretKey),
    publishableKey: read('publishableKey', settings.publishableKey),
    adminKey: read('adminKey', settings.adminKey),
    origins,
    // The host of the first login page: right for most, and `localhost` at none of theirs.
    rpId: read('rpId', settings.rpId) ?? deriveRpId(origins, problems),
    rpName: read('rpName', settings.rpName),
    userVerification: read('userVerification', settings.userVerification),
    topOrigins: read('topOrigins', settings.topOrigins) ?? [],
    algorithms: read('algorithms', settings.algorithms),
    allowCredentials: read('allowCredentials', settings.allowCredentials),
    enrollUrl: read('enrollUrl', settings.enrollUrl),
    manageUrl: read('manageUrl', settings.manageUrl),
    demo: read('demo', settings.demo),
    siteKey: read('siteKey', settings.siteKey),
    logLevel: read('logLevel', settings.logLevel),
    trustProxy: read('trustProxy', settings.trustProxy),
    retentionDays: read('retentionDays', settings.retentionDays),
    switches: read('switches', settings.switches),
  }
  return problems.length === 0 ? { config, problems: [] } : { config: null, problems }
}

function readFileEntries(file: unknown, problems: ConfigProblem[]): Readonly<Record<string, unknown>> {
  if (file === undefined) return {}
  if (isRecord(file)) return file
  problems.push({ source: 'keywise.config.json', message: 'must be one JSON object' })
  return {}
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function checkNames(
  { flags = {}, environment = {} }: ConfigSources,
  file: Readonly<Record<string, unknown>>,
  problems: ConfigProblem[],
): void {
  const check = (given: readonly string[], known: readonly string[], source: (name: string) => string) => {
    for (const name of given) {
      if (known.includes(name)) continue
      const nearest = findNearestWord(name, known)
      const help = nearest === undefined ? {} : { help: `did you mean \`${nearest}\`?` }
      problems.push({ source: source(name), message: 'is not a setting', ...help })
    }
  }
  check(Object.keys(flags), settingNames, (name) => `--${toFlag(name)}`)
  const variables = Object.keys(environment).filter((name) => name.startsWith('KEYWISE_'))
  check(variables, configVariables, (name) => name)
  const entries = Object.keys(file).filter((name) => name !== '$schema')
  check(entries, settingNames, (name) => `keywise.config.json#/${name}`)
}

const toFlag = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** A file may write lists and numbers as JSON does; a variable can only be text. */
function writeEntry(name: string, entry: unknown): string {
  if (name === 'switches') return JSON.stringify(entry)
  if (Array.isArray(entry)) return entry.join(',')
  return typeof entry === 'object' ? JSON.stringify(entry) : String(entry)
}
