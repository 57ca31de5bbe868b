import type { Severity } from './words.ts'

/**
 * Every kind of problem a check of a rules folder can tell, with one sentence each: the single list for types,
 * `keywise check --kinds` and the examples in `fixtures/rule-files/`. Kinds are stable: extend, never rename.
 */
export interface ProblemKindDefinition {
  /** `error` stops a load or publish, `warning` does not. */
  readonly severity: Severity
  readonly meaning: string
}
type Kinds = Readonly<Record<string, ProblemKindDefinition>>

const error = (meaning: string) => ({ severity: 'error', meaning }) as const
const warning = (meaning: string) => ({ severity: 'warning', meaning }) as const

/** What can be wrong with rules, audiences, settings and switches. */
export const ruleProblemKinds = {
  'json-syntax': error('the text is not JSON: a bracket, comma or quote is wrong, or there is a comment'),
  'duplicate-key': error('a key stands twice in one object, and only the last one would count'),
  'json-too-deep': error('the file nests deeper than any rule file can need'),
  'missing-file': error('a file that the engine needs is not in the folder'),
  'unknown-file': warning('no part of the engine reads a file of this name (in `knowledge/`: an error)'),
  'missing-purpose': error('no rule file is for this purpose'),
  'duplicate-purpose': error('two rule files are for the same purpose'),
  'unknown-purpose': error('the purpose of a rule file is none that exists'),
  'misnamed-file': warning('a rule file is named after another purpose than the one it has'),

  'unknown-key': error('an object has a key that nobody reads'),
  'missing-key': error('an object lacks a key that it needs'),
  'wrong-type': error('a value is of the wrong type, such as a text where a list belongs'),
  'wrong-value': error('a value has none of the forms it may have'),
  'unknown-word': error('a word is not in the list of words that may stand there'),
  'out-of-bounds': error('a number, text or list is smaller or larger than it may be'),
  'invalid-name': error('a name has characters that names may not have, or is a word that JavaScript owns'),
  'duplicate-name': error('two rules, or two switches, have the same name'),
  'invalid-date': error('a date cannot be read, has no time, or is in no calendar'),

  'unknown-event': error('the action of a rule is none that its purpose has'),
  'unknown-reason': error('the reason of a rule is none that exists'),
  'foreign-reason': warning('the reason of a rule belongs to another purpose'),
  'unused-param': warning('a parameter of an action has no effect on it'),

  'no-condition': error('a condition has none of `all`, `any`, `not`, `condition` and `fact`'),
  'ambiguous-condition': error('a condition has two of `all`, `any`, `not`, `condition` and `fact`'),
  'empty-condition': error('an `all` or `any` has nothing in it, and would hold for everybody'),
  'bare-fact': error('the conditions of a rule begin with a comparison, and not with `all`, `any` or `not`'),
  'too-deep': error('conditions nest deeper than 16, audiences counted'),
  'too-many-conditions': error('a rule has more than 500 conditions, audiences counted'),
  'unknown-fact': error('a condition asks about a fact that does not exist'),
  'unknown-operator': error('a condition compares with an operator that does not exist'),
  'wrong-operator': error('an operator cannot be used on this type of fact'),
  'unknown-audience': error('a condition names an audience that is not in `audiences.json`'),
  'audience-cycle': error('audiences refer to each other in a circle'),
  'missing-path': error('a condition on `user.attributes` does not say which attribute'),
  'bad-path': error('a path is more than `$` and plain names'),
  'path-not-allowed': error('a path stands at a fact that has no parts'),

  'wrong-value-type': error('the value of a comparison is of another type than its fact'),
  'value-not-in-list': error('a fact is compared with a word that it can never be'),
  'value-out-of-range': error('a fact is compared with a number that it can never be'),
  'empty-list': error('a comparison has an empty list of values'),
  'invalid-version': error('a version is not numbers and dots'),
  'invalid-ip-range': error('an address range cannot be read'),
  'invalid-domain': error('a domain cannot be read'),
  'compared-with-unknown': error('something is compared with `unknown`, which is never true'),
  'never-unknown': warning('`isUnknown` asks about a fact that is always known'),
  'unknown-under-not': warning('`not` makes a comparison true where the value is unknown'),
  'unknown-never-matches': warning('`notEqual` or the like is false where the value is unknown'),

  'never-matches': warning('the conditions of a rule exclude each other'),
  'shadowed-rule': warning('a rule is never reached, because one before it holds whenever it does'),
  'no-catch-all': error('no rule of a file holds always'),
  'phishable-fallback': warning('a rule for phishing-resistant logins leaves people without any method'),
  'dates-reversed': error('a rule ends before it begins'),
  'rule-over': warning('the dates of a rule are over'),
  'empty-rollout': warning('a rule rolls out to 0 percent: it applies to nobody'),
  'rollout-without-share': error('a rollout says neither by `percent` nor by `steps` for how many it is'),
  'rollout-with-two-shares': error('a rollout says both by `percent` and by `steps` for how many it is'),
  'steps-reversed': error('a step of a rollout is not after the one before it'),
  'step-falls': warning('the share of a rollout falls with a step, which removes people who were in'),
  'guard-without-control': warning(
    'a guard has nobody to compare with, because everybody is in from the start',
  ),
  'guard-on-refusal': warning('a rule that sends people away has a guard, which watches just those'),
  'double-draw': error('a rule has a rollout and belongs to an experiment'),
  'unknown-experiment': error('a rule belongs to an experiment that `experiments.json` does not have'),
  'unknown-variant': error('a rule is for a variant that its experiment does not have'),
  'shares-over-100': error('the variants of an experiment have more than 100 percent together'),
  'experiment-over': warning('the dates of an experiment are over'),
  'shared-salt': warning('two experiments have one salt, so that they draw the same people'),
  'unused-experiment': warning('no rule belongs to an experiment'),
  'switch-over': warning('the date of a switch is over'),
  'figures-crossed': error('two settings contradict each other, such as a lower limit above the upper one'),
  'phishable-method': error('a method that can be phished stands among the resistant ones'),
  'reference-disagrees': error('json-rules-engine refuses the rules, or reads them differently'),
} as const satisfies Kinds

/** What can be wrong with the files in `knowledge/`, beside what its schemas and JSON demand. */
export const knowledgeProblemKinds = {
  'ambiguous-report': error('a report is both disbelieved and given a meaning, or neither'),
  'bold-issue': warning('an issue on a single report changes what people are offered, and no note says why'),
  'claimed-immediate': error('a version number claims immediate requests; only the client itself may'),
  duplicate: error('an id or AAGUID stands twice'),
  'empty-range': error('a version range admits no version'),
  'empty-time': error('a range of time admits no time'),
  'foreign-system': error('a statement is about another system than its file'),
  'future-date': warning('a fact was verified in a month to come'),
  'incomplete-reach': warning('a list of reach does not answer for every system'),
  'insecure-source': warning('a source is fetched without https'),
  'known-anonymous': error('an AAGUID of all zeros is given to a provider'),
  'lone-condition': error(
    'a condition needs another one to mean anything, such as a version without its system',
  ),
  'mirrored-browser': warning('a browser is named that counts as another named one already'),
  'misplaced-evidence': error('evidence stands where no attempt of its kind can be'),
  'missing-catch-all': error('the last row of the failures does not hold always'),
  'missing-note': error('an issue that no server can tell does not say why it never matches'),
  'no-phone': error('a system is listed among phones that is none'),
  'silent-verification': error('a source about user verification does not say what it found'),
  'strange-error': warning('the name of an error is none that WebAuthn knows'),
  'unexplained-doubt': warning('a contested or unknown value has no note'),
  'unexplained-order': warning(
    'two rows overlap and say different things, and no note says which is the exception',
  ),
  'unfinished-text': warning('a text holds a note to oneself, such as TODO'),
  'unheard-report': error('a condition on reports stands where reports are not read'),
  'unknown-failure': error('a row names a row that is not below it'),
  'unknown-pattern': error('a provider leans on a reach pattern that does not exist'),
  'unknown-provider': error('an inference ends at a provider nobody described'),
  'unknown-source': warning('a source is neither an address nor a listed name'),
  'unknown-webview': error('an app is named that no client can be in'),
  'unreachable-failure': error('a row is never used, because one above holds wherever it does'),
  'unreachable-statement': error('a statement is never used, because one above holds wherever it does'),
  'untold-condition': error('a condition asks about what is not kept of a decision'),
  'unverified-version': warning('a version lies above the newest one that was looked at'),
  'weak-source': warning('what rests on memory or one party is called certain'),
} as const satisfies Kinds

/** What can be wrong with the place that rules are read from, or with how files are sent: no file can show these. */
export const sourceProblemKinds = {
  'file-path': error('a draft names a file where no file of the rules can be'),
  'nothing-published': error('rules are read from the store, and nothing was published there yet'),
  'unreadable-folder': error('the rules folder is not there, or cannot be read'),
  'unreadable-shadow': error('the rules that are tried beside those in force cannot be read'),
  'unreadable-store': error('the published rules cannot be read from the store'),
} as const satisfies Kinds

export const problemKinds = {
  ...ruleProblemKinds,
  ...knowledgeProblemKinds,
  ...sourceProblemKinds,
} as const
export type RuleProblemKind = keyof typeof ruleProblemKinds
export type ProblemKind = keyof typeof problemKinds
