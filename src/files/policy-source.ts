import type { Problem, Switch } from '../contract/rule-files.ts'
import { noStanding, type ParsedShadow, type Policy, type RuleFolder, type Standing } from '../core/index.ts'
import { createFolderSource } from './create-folder-source.ts'
import { UnsettledFolderError } from './load-rule-folder.ts'
import type { RuleSource } from './rule-source.ts'

/** What parsing a folder gives: a policy, or the problems that stand in its way (warnings may stand beside one). */
export interface ParsedFolder {
  readonly policy: Policy | null
  readonly problems: readonly Problem[]
}

/**
 * - `live`: the rules in force are the ones in the folder
 * - `stale`: the folder is broken; the last good rules stay in force
 * - `built-in`: the folder has never been good since the start; the built-in minimal rules are in force
 */
export type PolicyStatus = 'live' | 'stale' | 'built-in'

export interface PolicyState {
  readonly status: PolicyStatus
  readonly policy: Policy
  readonly folder: RuleFolder
  /** What the last reading of the folder found. */
  readonly problems: readonly Problem[]
  /** The rules of `shadow/` as last read, sound or not; null: there are none. */
  readonly shadow: ParsedShadow | null
}

export interface SwitchSources {
  readonly file: readonly Switch[]
  readonly environment: readonly Switch[]
  readonly runtime: readonly Switch[]
}

/** Where the server takes the rules in force from. Reading it costs nothing; it changes as a whole. */
export interface PolicySource {
  /** The rules in force with the switches of every source. */
  readonly current: () => Policy
  readonly state: () => PolicyState
  readonly switches: () => SwitchSources
  /** Puts the run-time switches in force. */
  readonly setRuntimeSwitches: (switches: readonly Switch[]) => void
  /** Puts what guards hold in force. */
  readonly setStanding: (standing: Standing) => void
  /** The shadow rules under the same switches and bounds as those in force; null: none that are sound. */
  readonly shadow: () => Policy | null
  /** Reads the folder now. Never rejects: what went wrong is in the state. */
  readonly reload: () => Promise<PolicyState>
  /** Told after every reading that found something new. */
  readonly onChange: (listener: (state: PolicyState) => void) => void
  readonly close: () => Promise<void>
}

/** A folder on disk, or whatever else rules are read from. */
type WhereRulesAre =
  | { readonly dir: string; readonly source?: undefined }
  | { readonly source: RuleSource; readonly dir?: undefined }

export type PolicySourceOptions = WhereRulesAre & {
  readonly parse: (folder: RuleFolder) => ParsedFolder
  /** Reads what is evaluated beside the rules in force; left out: nothing. */
  readonly parseShadow?: (folder: RuleFolder) => ParsedShadow | null
  readonly builtIn: Policy
  readonly environmentSwitches?: readonly Switch[]
  readonly runtimeSwitches?: readonly Switch[]
  /** false: read once, for tools that run and end. */
  readonly watch?: boolean
}

/** Reads a rule folder and keeps reading it as it changes: parse and check first, swap after, last good kept. */
export async function createPolicySource(options: PolicySourceOptions): Promise<PolicySource> {
  const source = options.source ?? createFolderSource(options.dir)
  const environment = options.environmentSwitches ?? []
  const listeners: ((state: PolicyState) => void)[] = []
  let runtime = options.runtimeSwitches ?? []
  let state: PolicyState = {
    status: 'built-in',
    policy: options.builtIn,
    folder: new Map(),
    problems: [],
    shadow: null,
  }
  let standing = noStanding
  let shadowInForce: Policy | null = null
  let lastRead: string | null = null
  let goodPaths: readonly string[] = []
  let inForce = options.builtIn

  const combine = (): void => {
    const switches = [...state.policy.switches, ...environment, ...runtime]
    inForce = { ...state.policy, switches, standing }
    const shadow = state.shadow?.policy ?? null
    shadowInForce = shadow === null ? null : { ...shadow, switches, standing }
  }

  const settle = (next: PolicyState): void => {
    state = next
    combine()
  }

  const refuse = (problems: readonly Problem[], folder: RuleFolder): void => {
    const status = state.status === 'built-in' ? 'built-in' : 'stale'
    // The folder kept is the one in force; while nothing has ever been good, the broken one is all there is to show.
    settle({ ...state, status, problems, folder: status === 'built-in' ? folder : state.folder })
  }

  /** Whatever lies in `shadow/`, the rules in force are not touched by it. */
  const readShadow = (folder: RuleFolder): ParsedShadow | null => {
    try {
      return options.parseShadow?.(folder) ?? null
    } catch (error) {
      return { policy: null, problems: [describeShadowFailure(error)] }
    }
  }

  const readFolder = async (): Promise<void> => {
    const folder = await source.read(goodPaths)
    const text = JSON.stringify([...folder])
    if (text === lastRead) return
    lastRead = text
    const { policy, problems } = options.parse(folder)
    if (policy === null) return refuse(problems, folder)
    goodPaths = [...folder.keys()]
    settle({ status: 'live', policy, folder, problems, shadow: readShadow(folder) })
  }

  const reloadOnce = async (): Promise<PolicyState> => {
    const before = state
    await readOrRefuse()
    // Outside of the reading: a listener that throws says nothing about the folder, nor may it stop the others.
    if (state !== before) for (const listener of listeners) callAlone(() => listener(state))
    return state
  }

  const readOrRefuse = async (): Promise<void> => {
    try {
      await readFolder()
    } catch (error) {
      // Someone is at work in there. That is no reason to call the rules broken: the next look finds it done.
      if (error instanceof UnsettledFolderError && state.status !== 'built-in') return
      lastRead = null
      refuse([source.describeFailure(error)], new Map())
    }
  }

  // One reading at a time, in order: a slow old one must not land on top of a newer one.
  let queue: Promise<unknown> = Promise.resolve()
  const reload = (): Promise<PolicyState> => {
    const next = queue.then(reloadOnce)
    queue = next
    return next
  }

  await reload()
  combine()
  const watcher = options.watch === false ? null : source.watch(async () => void (await reload()))

  return {
    current: () => inForce,
    state: () => state,
    switches: () => ({ file: state.policy.switches, environment, runtime }),
    setStanding: (next) => {
      standing = next
      combine()
    },
    shadow: () => shadowInForce,
    setRuntimeSwitches: (switches) => {
      runtime = switches
      combine()
    },
    reload,
    onChange: (listener) => void listeners.push(listener),
    close: async () => {
      await watcher?.close()
      await queue
    },
  }
}

/** What a listener throws is its own defect: told as a warning of the process, and the rules go on. */
function callAlone(call: () => void): void {
  try {
    call()
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error))
  }
}

const describeShadowFailure = (error: unknown): Problem => ({
  severity: 'error',
  kind: 'unreadable-shadow',
  file: 'shadow',
  pointer: '',
  message: `the shadow rules cannot be read: ${error instanceof Error ? error.message : String(error)}`,
})
