import type { Condition, Experiment, Problem, Rule, Settings, Switch } from '../../contract/rule-files.ts'
import type { Purpose } from '../../contract/words.ts'
import type { Facts } from '../facts/catalogue.ts'
import type { Knowledge } from '../platform/knowledge.ts'
import type { Exposure } from './exposure.ts'

/** Who a percentage is drawn over. Both may be missing: no subject means out. */
export interface RolloutSubject {
  readonly user: string | null
  readonly device: string | null
}

/** What the rules said. `rule` is null when none matched (a checked file always ends in a catch-all). */
export interface Verdict {
  readonly rule: Rule | null
  /** A rule that wanted a ceremony or an offer was shut out only by its rollout percentage: tells `rollout-excluded`. */
  readonly rolledOut: boolean
  /** One line per rule that could not be evaluated and was skipped; such a rule changes no decision but its own. */
  readonly errors: readonly string[]
  /** Draws that had a say, in the order in which their rules were tried; an experiment once. */
  readonly exposures: readonly Exposure[]
}

/**
 * What stands beside the rule files and changes by itself or by hand: part of what a decision depends on, so it is
 * recorded with it.
 */
export interface Standing {
  /** The most percent a rollout may reach, by rule name: set by its guard. Left out: no bound. */
  readonly caps: ReadonlyMap<string, number>
}

/** Nothing stands beside the rule files. */
export const noStanding: Standing = { caps: new Map() }

/** Which variant of which experiment somebody drew before, by experiment: it stays theirs. */
export type Assignments = ReadonlyMap<string, string>

/** Named conditions that rules refer to by `{ "condition": "name" }`. */
export type Audiences = ReadonlyMap<string, Condition>

/** The rules of one purpose, compiled; the first match by priority, then file order, wins. */
export interface RuleSet {
  readonly purpose: Purpose
  readonly file: string
  /** In the order in which they are tried. */
  readonly rules: readonly Rule[]
  /** The audiences the rules were compiled with. */
  readonly audiences: Audiences
  /** Rules that cannot be evaluated, by name, with what is wrong. Empty for a file that passed the checker. */
  readonly broken: ReadonlyMap<string, string>
  readonly evaluate: (facts: Facts, subject: RolloutSubject, now: number, draws?: Draws) => Verdict
}

/** What draws rest on besides the subject; left out: nothing is held back, nobody drew before. */
export interface Draws {
  readonly caps?: Standing['caps'] | undefined
  readonly assignments?: Assignments | undefined
  /** By name; a rule of one that is not here applies to nobody. */
  readonly experiments?: Policy['experiments'] | undefined
}

/** Everything a decision depends on besides the request and the history. Immutable; swapped whole on reload. */
export interface Policy {
  /** Content hash over all rule files, such as `r1a2b3c4d5e6`. */
  readonly revision: string
  readonly ruleSets: Readonly<Record<Purpose, RuleSet>>
  readonly settings: Settings
  readonly switches: readonly Switch[]
  /** By name; those of `experiments.json`. */
  readonly experiments: ReadonlyMap<string, Experiment>
  readonly standing: Standing
  readonly knowledge: Knowledge
  /** True for the minimal set that stands in while no valid rules are loaded. */
  readonly builtIn: boolean
  /** Warnings that did not stop the load. */
  readonly problems: readonly Problem[]
}

/** A folder of rule files: path relative to `rules/` (`/` separators) to text. */
export type RuleFolder = ReadonlyMap<string, string>

/** Reads `rules/knowledge/` of a folder; handed in, so that rules need not know how knowledge is written. */
export type ParseKnowledge = (
  folder: RuleFolder,
  now?: number,
) => {
  readonly knowledge: Knowledge | null
  readonly problems: readonly Problem[]
}
