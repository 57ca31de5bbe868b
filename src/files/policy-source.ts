import type { Problem, Switch } from '../contract/rule-files.ts'
import type { Policy, RuleFolder } from '../core/index.ts'
import { loadRuleFolder, UnsettledFolderError } from './load-rule-folder.ts'
import { watchRuleFolder } from './watch-rule-folder.ts'

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
  /** Reads the folder now. Never rejects: what went wrong is in the state. */
  readonly reload: () => Promise<PolicyState>
  /** Told after every reading that found something new. */
  readonly onChange: (listener: (state: PolicyState) => void) => void
  readonly close: () => Promise<void>
}

export interface PolicySourceOptions {
  readonly dir: string
  readonly parse: (folder: RuleFolder) => ParsedFolder
  readonly builtIn: Policy
  readonly environmentSwitches?: readonly Switch[]
  readonly runtimeSwitches?: readonly Switch[]
  /** false: read once, for tools that run and end. */
  readonly watch?: boolean
}

/**
 * A file that vanishes may be half of "delete, then write anew". A shorter folder is believed only when a second
 * look after this pause finds the same.
 */
const vanishedPauseMs = 250

/** Reads a rule folder and keeps reading it as it changes: parse and check first, swap after, last good kept. */
export async function createPolicySource(options: PolicySourceOptions): Promise<PolicySource> {
  const environment = options.environmentSwitches ?? []
  const listeners: ((state: PolicyState) => void)[] = []
  let runtime = options.runtimeSwitches ?? []
  let state: PolicyState = { status: 'built-in', policy: options.builtIn, folder: new Map(), problems: [] }
  let lastRead: string | null = null
  let goodPaths: readonly string[] = []
  let inForce = options.builtIn

  const combine = (): void => {
    const switches = [...state.policy.switches, ...environment, ...runtime]
    inForce = { ...state.policy, switches }
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

  const readFolder = async (): Promise<void> => {
    let folder = await loadRuleFolder(options.dir)
    if (goodPaths.some((path) => !folder.has(path))) {
      await new Promise((resolve) => setTimeout(resolve, vanishedPauseMs))
      folder = await loadRuleFolder(options.dir)
    }
    const text = JSON.stringify([...folder])
    if (text === lastRead) return
    lastRead = text
    const { policy, problems } = options.parse(folder)
    if (policy === null) return refuse(problems, folder)
    goodPaths = [...folder.keys()]
    settle({ status: 'live', policy, folder, problems })
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
      refuse([describeFailure(options.dir, error)], new Map())
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
  const watcher =
    options.watch === false ? null : watchRuleFolder(options.dir, async () => void (await reload()))

  return {
    current: () => inForce,
    state: () => state,
    switches: () => ({ file: state.policy.switches, environment, runtime }),
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

function describeFailure(dir: string, error: unknown): Problem {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  return {
    severity: 'error',
    kind: 'unreadable-folder',
    file: '.',
    pointer: '',
    message: missing ? `no rule folder at \`${dir}\`` : `cannot read \`${dir}\`: ${messageOf(error)}`,
    help: 'set KEYWISE_RULES_DIR to the folder that holds authentication.rules.json',
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
