import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../src/contract/rule-files.ts'
import { builtInRules } from '../../../src/core/rules/built-in-rules.ts'
import { checkRuleFolder } from '../../../src/core/rules/check-rule-folder.ts'
import type { RuleFolder } from '../../../src/core/rules/policy.ts'
import { brief, catchAll, folderWith, folderWithConditions, rulesFile, ruleWith } from './rule-folders.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const os = { fact: 'client.os', operator: 'equal', value: 'windows' }
const browser = { fact: 'client.browser', operator: 'equal', value: 'firefox' }
const hybrid = { fact: 'support.hybridClient', operator: 'equal', value: true }
const plan = { fact: 'user.attributes', path: '$.plan', operator: 'equal', value: 'pro' }

/** A folder with one rule in front of the catch-all. */
const withRule = (more: Readonly<Record<string, unknown>>) =>
  folderWith({ 'authentication.rules.json': rulesFile(ruleWith({ all: [os] }, more)) })
const withRules = (...rules: readonly unknown[]) =>
  folderWith({ 'authentication.rules.json': rulesFile(...rules) })
const withLeaf = (leaf: unknown) => folderWithConditions({ all: [leaf] })
const withParams = (type: string, params: unknown) => withRule({ event: { type, params } })
const withAudiences = (audiences: unknown, conditions: unknown = { all: [os] }) =>
  folderWithConditions(conditions, { 'audiences.json': { audiences } })
const withRegistration = (event: unknown) =>
  folderWith({ 'registration.rules.json': { purpose: 'registration', rules: [{ name: 'a', event }] } })
const settings = (change: (text: string) => string) =>
  folderWith({ 'settings.json': change(builtInRules.get('settings.json') ?? '') })
const withSwitch = (...switches: readonly unknown[]) => folderWith({ 'switches.json': { switches } })
const killSwitch = { name: 'off', on: true, reason: 'incident 7' }
const nest = (levels: number): unknown => (levels === 1 ? { all: [os] } : { all: [nest(levels - 1)] })
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ ...plan, value: `p${index}` }))
const authentication = 'authentication.rules.json'
const leafAt = (key = '') => `${authentication}#/rules/0/conditions/all/0${key}`

interface Case {
  readonly title: string
  readonly bad: RuleFolder
  /** Severity, kind, file and pointer of the one problem. */
  readonly problem: string
  readonly help: RegExp
  readonly good: RuleFolder
}

const cases: readonly Case[] = [
  {
    title: 'a day without a time',
    bad: withRule({ activeFrom: '2026-12-01' }),
    problem: `error invalid-date ${authentication}#/rules/0/activeFrom`,
    help: /`2026-12-01T00:00:00Z`/,
    good: withRule({ activeFrom: '2026-12-01T00:00:00Z' }),
  },
  {
    title: 'a day that there is not',
    bad: withRule({ activeFrom: '2026-02-30' }),
    problem: `error invalid-date ${authentication}#/rules/0/activeFrom`,
    help: /`2026-11-01T00:00:00Z`/,
    good: withRule({ activeFrom: '2026-02-28T00:00:00Z' }),
  },
  {
    title: 'an attribute as if it were a fact',
    bad: withLeaf({ fact: 'user.attributes.plan', operator: 'equal', value: 'pro' }),
    problem: `error unknown-fact ${leafAt('/fact')}`,
    help: /`"fact": "user.attributes", "path": "\$\.plan"`/,
    good: withLeaf({ fact: 'user.attributes', path: '$.plan', operator: 'equal', value: 'pro' }),
  },
  {
    title: 'a part of a fact that has none',
    bad: withLeaf({ fact: 'client.os.name', operator: 'equal', value: 'macos' }),
    problem: `error unknown-fact ${leafAt('/fact')}`,
    help: /^(?!.*path)/,
    good: withLeaf({ fact: 'client.os', operator: 'equal', value: 'macos' }),
  },
  {
    title: 'a parameter beside the parameters',
    bad: withRule({ event: { type: 'fallback', params: { reason: 'excluded-by-rule' }, passive: 'none' } }),
    problem: `error unknown-key ${authentication}#/rules/0/event/passive`,
    help: /move it into `params`: `"params": \{ "passive": \.\.\. \}`/,
    good: withParams('fallback', { reason: 'excluded-by-rule', passive: 'none' }),
  },
  {
    title: 'an event without parameters',
    bad: withRule({ event: { type: 'fallback' } }),
    problem: `error missing-key ${authentication}#/rules/0/event`,
    help: /"params": \{ "reason": "excluded-by-rule" \}/,
    good: withParams('fallback', { reason: 'excluded-by-rule' }),
  },
  {
    title: 'a trailing comma',
    bad: folderWith({ 'audiences.json': '{\n  "audiences": {},\n}' }),
    problem: 'error json-syntax audiences.json#',
    help: /JSON has no comma after the last entry/,
    good: folderWith({ 'audiences.json': '\u{feff}{\n  "audiences": {}\n}\n' }),
  },
  {
    title: 'a key that stands twice',
    bad: folderWith({ 'audiences.json': '{"audiences": {}, "audiences": {}}' }),
    problem: 'error duplicate-key audiences.json#/audiences',
    help: /rename/,
    good: folderWith({ 'audiences.json': '{"audiences": {}}' }),
  },
  {
    title: 'an unknown key in a rule',
    bad: withRule({ prioritty: 3 }),
    problem: `error unknown-key ${authentication}#/rules/0/prioritty`,
    help: /`priority`/,
    good: withRule({ priority: 3 }),
  },
  {
    title: 'an unknown key beside the rules',
    bad: folderWith({ [authentication]: { ...rulesFile(), purposes: 'x' } }),
    problem: `error unknown-key ${authentication}#/purposes`,
    help: /`purpose`/,
    good: folderWith({ [authentication]: { ...rulesFile(), $schema: './schema/rules.v1.json' } }),
  },
  {
    title: 'a key that every object owns',
    bad: folderWith({
      [authentication]: JSON.stringify(rulesFile()).replace(
        '"name"',
        '"__proto__": {"enabled": false}, "name"',
      ),
    }),
    problem: `error unknown-key ${authentication}#/rules/0/__proto__`,
    help: /valid/,
    good: folderWith({ [authentication]: rulesFile() }),
  },
  {
    title: 'a missing key',
    bad: withRule({ event: { type: 'fallback', params: {} } }),
    problem: `error missing-key ${authentication}#/rules/0/event/params`,
    help: /add `reason`/,
    good: withRule({}),
  },
  {
    title: 'a value of the wrong type',
    bad: withRule({ enabled: 'yes' }),
    problem: `error wrong-type ${authentication}#/rules/0/enabled`,
    help: /write `true` or `false`/,
    good: withRule({ enabled: true }),
  },
  {
    title: 'a number out of bounds',
    bad: withRule({ rollout: { percent: 101, salt: 's', by: 'user' } }),
    problem: `error out-of-bounds ${authentication}#/rules/0/rollout/percent`,
    help: /100/,
    good: withRule({ rollout: { percent: 100, salt: 's', by: 'user' } }),
  },
  {
    title: 'a name with a space',
    bad: withRule({ name: 'my rule' }),
    problem: `error invalid-name ${authentication}#/rules/0/name`,
    help: /a to z/,
    good: withRule({ name: 'my-rule' }),
  },
  {
    title: 'a rule named like a property of every object',
    bad: withRule({ name: 'constructor' }),
    problem: `error invalid-name ${authentication}#/rules/0/name`,
    help: /JavaScript/,
    good: withRule({ name: 'constructors' }),
  },
  {
    title: 'two rules of one name',
    bad: withRules(ruleWith({ all: [os] }), ruleWith({ all: [browser] })),
    problem: `error duplicate-name ${authentication}#/rules/1/name`,
    help: /\/rules\/0/,
    good: withRules(ruleWith({ all: [os] }), ruleWith({ all: [browser] }, { name: 'other' })),
  },
  {
    title: 'an unknown reason',
    bad: withParams('fallback', { reason: 'excluded-by-rules' }),
    problem: `error unknown-reason ${authentication}#/rules/0/event/params/reason`,
    help: /`excluded-by-rule`/,
    good: withParams('fallback', { reason: 'excluded-by-rule' }),
  },
  {
    title: 'an unknown word of another list',
    bad: withParams('fallback', { reason: 'bot', passive: 'buton' }),
    problem: `error unknown-word ${authentication}#/rules/0/event/params/passive`,
    help: /`button`/,
    good: withParams('fallback', { reason: 'bot', passive: 'button' }),
  },
  {
    title: 'an action of another purpose',
    bad: withParams('offer', { reason: 'bot' }),
    problem: `error unknown-event ${authentication}#/rules/0/event/type`,
    help: /`passkey`, `cross-device`, `fallback`/,
    good: withParams('cross-device', { reason: 'bot' }),
  },
  {
    title: 'an action of logins in a registration file',
    bad: withRegistration({ type: 'skipp', params: { reason: 'cooldown' } }),
    problem: 'error unknown-event registration.rules.json#/rules/0/event/type',
    help: /`skip`/,
    good: withRegistration({ type: 'skip', params: { reason: 'cooldown' } }),
  },
  {
    title: 'a parameter that nobody hears',
    bad: withParams('fallback', { reason: 'bot', mode: 'modal' }),
    problem: `warning unused-param ${authentication}#/rules/0/event/params/mode`,
    help: /`passkey`/,
    good: withParams('passkey', { reason: 'bot', mode: 'modal' }),
  },
  {
    title: 'a reason of registration for a login',
    bad: withParams('fallback', { reason: 'already-here' }),
    problem: `warning foreign-reason ${authentication}#/rules/0/event/params/reason`,
    help: /valid/,
    good: withRegistration({ type: 'skip', params: { reason: 'already-here' } }),
  },
  {
    title: 'an unknown purpose',
    bad: folderWith({ 'step-up.rules.json': { ...rulesFile(), purpose: 'stepup' } }),
    problem: 'error unknown-purpose step-up.rules.json#/purpose',
    help: /`step-up`/,
    good: folderWith({ 'step-up.rules.json': { ...rulesFile(), purpose: 'step-up' } }),
  },
  {
    title: 'two files of one purpose',
    bad: folderWith({ 'more.rules.json': { ...rulesFile(), purpose: 'authentication' } }),
    problem: 'error duplicate-purpose more.rules.json#/purpose',
    help: /join them/,
    good: folderWith({ [authentication]: null, 'more.rules.json': rulesFile() }),
  },
  {
    title: 'a purpose without a file',
    bad: folderWith({ 'step-up.rules.json': null }),
    problem: 'error missing-purpose step-up.rules.json#',
    help: /add `step-up.rules.json`/,
    good: folderWith({}),
  },
  {
    title: 'no settings',
    bad: folderWith({ 'settings.json': null }),
    problem: 'error missing-file settings.json#',
    help: /settings.json/,
    good: folderWith({ 'audiences.json': null, 'switches.json': null }),
  },
  {
    title: 'a misspelt file name',
    bad: folderWith({ 'audience.json': '{}' }),
    problem: 'warning unknown-file audience.json#',
    help: /`audiences.json`/,
    good: folderWith({ 'knowledge/anything.json': '{', 'schema/rules.v1.json': '{', 'README.md': '#' }),
  },
  {
    title: 'a date without a time',
    bad: withRule({ activeFrom: '2026-11-01' }),
    problem: `error invalid-date ${authentication}#/rules/0/activeFrom`,
    help: /2026-11-01T00:00:00Z/,
    good: withRule({ activeFrom: '2026-11-01T00:00:00+01:00' }),
  },
  {
    title: 'a date that no calendar has',
    bad: withRule({ activeUntil: '2027-02-30T00:00:00Z' }),
    problem: `error invalid-date ${authentication}#/rules/0/activeUntil`,
    help: /write it like/,
    good: withRule({ activeUntil: '2027-02-28T00:00:00Z' }),
  },
  {
    title: 'a date the clock cannot be set to',
    bad: withRule({ activeUntil: '2027-02-28T00:00:00Z[Europe/Berlin]' }),
    problem: `error invalid-date ${authentication}#/rules/0/activeUntil`,
    help: /write it like/,
    good: withRule({ activeUntil: '2027-02-28T00:00:00.000Z' }),
  },
  {
    title: 'an end before the beginning',
    bad: withRule({ activeFrom: '2026-12-01T00:00:00Z', activeUntil: '2026-12-01T00:00:00Z' }),
    problem: `error dates-reversed ${authentication}#/rules/0/activeUntil`,
    help: /swap/,
    good: withRule({ activeFrom: '2026-12-01T00:00:00Z', activeUntil: '2026-12-02T00:00:00Z' }),
  },
  {
    title: 'a rule whose time is over',
    bad: withRule({ activeUntil: '2026-11-20T12:00:00Z' }),
    problem: `warning rule-over ${authentication}#/rules/0/activeUntil`,
    help: /remove/,
    good: withRule({ activeUntil: '2026-11-20T12:00:01Z' }),
  },
  {
    title: 'a condition that is not an object',
    bad: withLeaf('client.os'),
    problem: `error wrong-type ${leafAt()}`,
    help: /"fact"/,
    good: withLeaf(os),
  },
  {
    title: 'an all that is not a list',
    bad: folderWithConditions({ all: os }),
    problem: `error wrong-type ${authentication}#/rules/0/conditions/all`,
    help: /list/,
    good: folderWithConditions({ all: [os] }),
  },
  {
    title: 'a misspelt form of condition',
    bad: folderWithConditions({ al: [os] }),
    problem: `error no-condition ${authentication}#/rules/0/conditions`,
    help: /`all`/,
    good: folderWithConditions({ any: [os] }),
  },
  {
    title: 'both all and any',
    bad: folderWithConditions({ all: [os], any: [browser] }),
    problem: `error ambiguous-condition ${authentication}#/rules/0/conditions`,
    help: /nest/,
    good: folderWithConditions({ all: [os, { any: [browser] }] }),
  },
  {
    title: 'an empty all',
    bad: folderWithConditions({ all: [] }),
    problem: `error empty-condition ${authentication}#/rules/0/conditions/all`,
    help: /holds always has no `conditions`/,
    good: withRules(),
  },
  {
    title: 'an empty any',
    bad: folderWithConditions({ all: [{ any: [] }] }),
    problem: `error empty-condition ${leafAt('/any')}`,
    help: /at least one/,
    good: folderWithConditions({ all: [{ any: [os] }] }),
  },
  {
    title: 'a bare fact at the top',
    bad: folderWithConditions(os),
    problem: `error bare-fact ${authentication}#/rules/0/conditions`,
    help: /"all"/,
    good: folderWithConditions({ not: os }),
  },
  {
    title: 'a key that json-rules-engine would hear',
    bad: withLeaf({ ...os, params: { a: 1 } }),
    problem: `error unknown-key ${leafAt('/params')}`,
    help: /`fact`, `operator`, `value`, `path`/,
    good: withLeaf(os),
  },
  {
    title: 'conditions that nest too deep',
    bad: folderWithConditions(nest(16)),
    problem: `error too-deep ${authentication}#/rules/0/conditions${'/all/0'.repeat(16)}`,
    help: /audience/,
    good: folderWithConditions(nest(15)),
  },
  {
    title: 'conditions that nest too deep through audiences',
    bad: withAudiences(
      { deep: { conditions: nest(12) } },
      { all: [{ all: [{ all: [{ all: [{ condition: 'deep' }] }] }] }] },
    ),
    problem: `error too-deep ${authentication}#/rules/0/conditions`,
    help: /16/,
    good: withAudiences(
      { deep: { conditions: nest(12) } },
      { all: [{ all: [{ all: [{ condition: 'deep' }] }] }] },
    ),
  },
  {
    title: 'too many conditions',
    bad: folderWithConditions({ any: many(500) }),
    problem: `error too-many-conditions ${authentication}#/rules/0/conditions`,
    help: /split/,
    good: folderWithConditions({ any: many(499) }),
  },
  {
    title: 'too many conditions through audiences',
    bad: withAudiences(
      { large: { conditions: { any: many(300) } } },
      { any: [{ condition: 'large' }, { condition: 'large' }] },
    ),
    problem: `error too-many-conditions ${authentication}#/rules/0/conditions`,
    help: /500/,
    good: withAudiences({ large: { conditions: { any: many(300) } } }, { any: [{ condition: 'large' }, os] }),
  },
  {
    title: 'an unknown fact',
    bad: withLeaf({ ...os, fact: 'client.oss' }),
    problem: `error unknown-fact ${leafAt('/fact')}`,
    help: /did you mean `client.os`/,
    good: withLeaf(os),
  },
  {
    title: 'a fact without its room',
    bad: withLeaf({ ...browser, fact: 'browser' }),
    problem: `error unknown-fact ${leafAt('/fact')}`,
    help: /did you mean `client.browser`/,
    good: withLeaf(browser),
  },
  {
    title: 'an unknown operator',
    bad: withLeaf({ ...os, operator: 'equals' }),
    problem: `error unknown-operator ${leafAt('/operator')}`,
    help: /did you mean `equal`/,
    good: withLeaf(os),
  },
  {
    title: "a decorated operator of json-rules-engine's",
    bad: withLeaf({ ...os, operator: 'not:equal' }),
    problem: `error unknown-operator ${leafAt('/operator')}`,
    help: /did you mean `notEqual`/,
    good: withLeaf({ ...os, operator: 'notEqual' }),
  },
  {
    title: 'an operator of another type',
    bad: withLeaf({ fact: 'client.osVersion', operator: 'greaterThan', value: 18 }),
    problem: `error wrong-operator ${leafAt('/operator')}`,
    help: /`versionAtLeast`/,
    good: withLeaf({ fact: 'client.osVersion', operator: 'versionAtLeast', value: '18' }),
  },
  {
    title: 'a missing value',
    bad: withLeaf({ fact: 'client.os', operator: 'equal' }),
    problem: `error missing-key ${leafAt()}`,
    help: /`value`/,
    good: withLeaf(os),
  },
  {
    title: 'a value of the wrong type for its fact',
    bad: withLeaf({ ...hybrid, value: 'true' }),
    problem: `error wrong-value-type ${leafAt('/value')}`,
    help: /`true` or `false`/,
    good: withLeaf(hybrid),
  },
  {
    title: 'a value taken from another fact',
    bad: withLeaf({
      fact: 'passkeys.count',
      operator: 'equal',
      value: { fact: 'user.fallbackCount', path: '$.a' },
    }),
    problem: `error wrong-value-type ${leafAt('/value')}`,
    help: /a number/,
    good: withLeaf({ fact: 'passkeys.count', operator: 'equal', value: 2 }),
  },
  {
    title: 'one value where a list belongs',
    bad: withLeaf({ ...os, operator: 'in' }),
    problem: `error wrong-value-type ${leafAt('/value')}`,
    help: /a list/,
    good: withLeaf({ ...os, operator: 'in', value: ['windows'] }),
  },
  {
    title: 'an empty list of values',
    bad: withLeaf({ ...os, operator: 'in', value: [] }),
    problem: `error empty-list ${leafAt('/value')}`,
    help: /at least one/,
    good: withLeaf({ ...os, operator: 'in', value: ['macos', 'ios'] }),
  },
  {
    title: 'a value the fact cannot have',
    bad: withLeaf({ ...os, operator: 'in', value: ['macos', 'window'] }),
    problem: `error value-not-in-list ${leafAt('/value/1')}`,
    help: /did you mean `windows`/,
    good: withLeaf({ ...os, operator: 'in', value: ['macos', 'windows'] }),
  },
  {
    title: 'a comparison with unknown',
    bad: withLeaf({ fact: 'support.passkeySync', operator: 'equal', value: 'unknown' }),
    problem: `error compared-with-unknown ${leafAt('/value')}`,
    help: /`isUnknown`/,
    good: withLeaf({ fact: 'support.passkeySync', operator: 'isUnknown', value: true }),
  },
  {
    title: 'a version with letters',
    bad: withLeaf({ fact: 'client.osVersion', operator: 'versionBelow', value: '13.6.x' }),
    problem: `error invalid-version ${leafAt('/value')}`,
    help: /18\.4/,
    good: withLeaf({ fact: 'client.osVersion', operator: 'versionBelow', value: '13.6' }),
  },
  {
    title: 'an address range with a wrong prefix',
    bad: withLeaf({ fact: 'context.ip', operator: 'inIpRange', value: ['10.0.0.0/8', '10.0.0.0/33'] }),
    problem: `error invalid-ip-range ${leafAt('/value/1')}`,
    help: /10\.0\.0\.0\/8/,
    good: withLeaf({ fact: 'context.ip', operator: 'inIpRange', value: ['10.0.0.0/8', '2001:db8::/32'] }),
  },
  {
    title: 'a domain with an at sign',
    bad: withLeaf({ fact: 'user.emailDomain', operator: 'matchesDomain', value: '@corp.example' }),
    problem: `error invalid-domain ${leafAt('/value')}`,
    help: /`corp.example`/,
    good: withLeaf({ fact: 'user.emailDomain', operator: 'matchesDomain', value: 'corp.example' }),
  },
  {
    title: 'a path with an expression',
    bad: withLeaf({ ...plan, path: '$..plan' }),
    problem: `error bad-path ${leafAt('/path')}`,
    help: /`\$\.plan`/,
    good: withLeaf(plan),
  },
  {
    title: 'a path through a property of every object',
    bad: withLeaf({ ...plan, path: '$.constructor.name' }),
    problem: `error bad-path ${leafAt('/path')}`,
    help: /plain names/,
    good: withLeaf({ ...plan, path: '$.plan.name' }),
  },
  {
    title: 'attributes without a path',
    bad: withLeaf({ fact: 'user.attributes', operator: 'equal', value: 'pro' }),
    problem: `error missing-path ${leafAt()}`,
    help: /\$\.plan/,
    good: withLeaf(plan),
  },
  {
    title: 'a path on a fact that has no parts',
    bad: withLeaf({ ...os, path: '$.length' }),
    problem: `error path-not-allowed ${leafAt('/path')}`,
    help: /user\.attributes/,
    good: withLeaf(os),
  },
  {
    title: 'notEqual on what can be unknown',
    bad: withLeaf({ ...hybrid, operator: 'notEqual' }),
    problem: `warning unknown-never-matches ${leafAt()}`,
    help: /`isUnknown`/,
    good: folderWithConditions({
      any: [
        { ...hybrid, operator: 'notEqual' },
        { ...hybrid, operator: 'isUnknown', value: true },
      ],
    }),
  },
  {
    title: 'notIn on an attribute, which may be missing',
    bad: withLeaf({ ...plan, operator: 'notIn', value: ['pro'] }),
    problem: `warning unknown-never-matches ${leafAt()}`,
    help: /`isUnknown`/,
    good: folderWithConditions({
      all: [
        { ...plan, operator: 'notIn', value: ['pro'] },
        { ...plan, operator: 'isUnknown', value: false },
      ],
    }),
  },
  {
    title: 'not over what can be unknown',
    bad: folderWithConditions({ not: hybrid }),
    problem: `warning unknown-under-not ${authentication}#/rules/0/conditions/not`,
    help: /`isUnknown`/,
    good: folderWithConditions({
      all: [{ not: hybrid }, { ...hybrid, operator: 'isUnknown', value: false }],
    }),
  },
  {
    title: 'isUnknown on what is always known',
    bad: withLeaf({ ...os, operator: 'isUnknown', value: false }),
    problem: `warning never-unknown ${leafAt()}`,
    help: /remove/,
    good: withLeaf({ ...hybrid, operator: 'isUnknown', value: false }),
  },
  {
    title: 'an unknown audience',
    bad: withAudiences({ internal: { conditions: { all: [os] } } }, { all: [{ condition: 'intern' }] }),
    problem: `error unknown-audience ${leafAt('/condition')}`,
    help: /`internal`/,
    good: withAudiences({ internal: { conditions: { all: [os] } } }, { condition: 'internal' }),
  },
  {
    title: 'an audience with a name that JavaScript owns',
    bad: withAudiences({ constructor: { conditions: { all: [os] } } }),
    problem: 'error invalid-name audiences.json#/audiences/constructor',
    help: /JavaScript/,
    good: withAudiences({ internal: { conditions: { all: [os] } } }),
  },
  {
    title: 'an audience without conditions',
    bad: withAudiences({ internal: { description: 'us' } }),
    problem: 'error missing-key audiences.json#/audiences/internal',
    help: /`conditions`/,
    good: withAudiences({ internal: { description: 'us', conditions: { all: [os] } } }),
  },
  {
    title: 'audiences in a circle',
    bad: withAudiences({
      a: { conditions: { any: [os, { condition: 'b' }] } },
      b: { conditions: { condition: 'a' } },
    }),
    problem: 'error audience-cycle audiences.json#/audiences/a/conditions',
    help: /itself/,
    good: withAudiences({
      a: { conditions: { any: [os, { condition: 'b' }] } },
      b: { conditions: { all: [browser] } },
    }),
  },
  {
    title: 'two equalities that exclude each other',
    bad: folderWithConditions({ all: [os, { ...os, value: 'macos' }] }),
    problem: `warning never-matches ${authentication}#/rules/0/conditions`,
    help: /`any`/,
    good: folderWithConditions({ any: [os, { ...os, value: 'macos' }] }),
  },
  {
    title: 'a contradiction with an audience',
    bad: withAudiences(
      { mac: { conditions: { all: [{ ...os, value: 'macos' }] } } },
      { all: [os, { condition: 'mac' }] },
    ),
    problem: `warning never-matches ${authentication}#/rules/0/conditions`,
    help: /remove/,
    good: withAudiences(
      { win: { conditions: { all: [{ ...os, operator: 'in', value: ['windows', 'macos'] }] } } },
      { all: [os, { condition: 'win' }] },
    ),
  },
  {
    title: 'an empty range of numbers',
    bad: folderWithConditions({
      all: [
        { fact: 'belief.local', operator: 'greaterThan', value: 0.5 },
        { fact: 'belief.local', operator: 'lessThanInclusive', value: 0.5 },
      ],
    }),
    problem: `warning never-matches ${authentication}#/rules/0/conditions`,
    help: /remove/,
    good: folderWithConditions({
      all: [
        { fact: 'belief.local', operator: 'greaterThanInclusive', value: 0.5 },
        { fact: 'belief.local', operator: 'lessThanInclusive', value: 0.5 },
      ],
    }),
  },
  {
    title: 'every branch a contradiction',
    bad: folderWithConditions({ any: [{ all: [os, { not: os }] }, { all: [browser, { not: browser }] }] }),
    problem: `warning never-matches ${authentication}#/rules/0/conditions`,
    help: /remove/,
    good: folderWithConditions({
      any: [{ all: [os, { not: browser }] }, { all: [browser, { not: browser }] }],
    }),
  },
  {
    title: "another purpose than the file's",
    bad: withLeaf({ fact: 'purpose', operator: 'equal', value: 'registration' }),
    problem: `warning never-matches ${authentication}#/rules/0/conditions`,
    help: /remove/,
    good: withLeaf({ fact: 'purpose', operator: 'equal', value: 'authentication' }),
  },
  {
    title: 'a rule behind one that holds always',
    bad: withRules({ ...catchAll, name: 'first' }),
    problem: `warning shadowed-rule ${authentication}#/rules/1/conditions`,
    help: /priority/,
    good: withRules({ ...catchAll, name: 'first', rollout: { percent: 50, salt: 's', by: 'user' } }),
  },
  {
    title: 'a rule behind one with fewer conditions',
    bad: withRules(ruleWith({ all: [os] }), ruleWith({ all: [browser, os] }, { name: 'second' })),
    problem: `warning shadowed-rule ${authentication}#/rules/1/conditions`,
    help: /priority/,
    good: withRules(
      ruleWith({ all: [os] }),
      ruleWith({ all: [browser, os] }, { name: 'second', priority: 2 }),
    ),
  },
  ...['activeFrom', 'activeUntil', 'rollout', 'enabled', 'conditions'].map((key): Case => {
    const values: Readonly<Record<string, unknown>> = {
      activeFrom: '2026-01-01T00:00:00Z',
      activeUntil: '2027-01-01T00:00:00Z',
      rollout: { percent: 100, salt: 's', by: 'user' },
      enabled: false,
      conditions: { all: [os] },
    }
    const rules = [{ ...catchAll, [key]: values[key] }]
    return {
      title: `a last rule with ${key}`,
      bad: folderWith({ [authentication]: { purpose: 'authentication', rules } }),
      problem: `error no-catch-all ${authentication}#/rules`,
      help: /no `conditions`/,
      good: folderWith({
        [authentication]: { purpose: 'authentication', rules: [...rules, { ...catchAll, name: 'z' }] },
      }),
    }
  }),
  {
    title: 'a setting out of bounds',
    bad: settings((text) => text.replace('"maxAttempts": 2', '"maxAttempts": 9')),
    problem: 'error out-of-bounds settings.json#/ceremony/maxAttempts',
    help: /5/,
    good: settings((text) => text.replace('"maxAttempts": 2', '"maxAttempts": 3')),
  },
  {
    title: 'a method that can be phished among the resistant ones',
    bad: settings((text) => text.replace('"security-key"', '"sms-otp"')),
    problem: 'error phishable-method settings.json#/resistantMethods/0',
    help: /security keys/,
    good: settings((text) => text.replace('"security-key"', '"client-certificate"')),
  },
  {
    title: 'settings that cross each other',
    bad: settings((text) => text.replace('"mediumConfidence": 0.5', '"mediumConfidence": 0.9')),
    problem: 'error figures-crossed settings.json#/thresholds/mediumConfidence',
    help: /change/,
    good: settings((text) => text.replace('"mediumConfidence": 0.5', '"mediumConfidence": 0.8')),
  },
  {
    title: 'a switch for an unknown browser',
    bad: withSwitch({ ...killSwitch, browser: 'firefoxx' }),
    problem: 'error unknown-word switches.json#/switches/0/browser',
    help: /`firefox`/,
    good: withSwitch({ ...killSwitch, browser: 'firefox' }),
  },
  {
    title: 'two switches of one name',
    bad: withSwitch(killSwitch, killSwitch),
    problem: 'error duplicate-name switches.json#/switches/1/name',
    help: /rename/,
    good: withSwitch(killSwitch, { ...killSwitch, name: 'other' }),
  },
  {
    title: 'a switch that ended',
    bad: withSwitch({ ...killSwitch, until: '2026-01-01T00:00:00Z' }),
    problem: 'warning switch-over switches.json#/switches/0/until',
    help: /remove/,
    good: withSwitch({ ...killSwitch, until: '2027-01-01T00:00:00Z' }),
  },
]

describe('a folder of rule files', () => {
  it.each(cases)('with $title is told so, with a place and help', ({ bad, problem, help }) => {
    const problems = checkRuleFolder(bad, now)
    expect(problems.map(brief)).toEqual([problem])
    expect(problems[0]?.help).toMatch(help)
  })
  it.each(cases)('without $title is not', ({ good }) => {
    expect(checkRuleFolder(good, now)).toEqual([])
  })
})

describe('messages', () => {
  const messagesOf = (problems: readonly Problem[]) =>
    problems.flatMap(({ message, help }) => [message, help ?? ''])

  it('have no capital, no full stop and always a help', () => {
    for (const { bad } of cases) {
      for (const text of messagesOf(checkRuleFolder(bad, now))) expect(text).toMatch(/^(?![A-Z]).*[^.]$/)
    }
  })
  it('tell the line and column of a syntax error, and what it is', () => {
    const [problem] = checkRuleFolder(folderWith({ 'switches.json': '{\n  "switches": [\n    tru\n]}' }))
    expect(problem).toMatchObject({ line: 3, column: 5, message: '`tru` is no value in JSON' })
    expect(problem?.help).toBe('did you mean `true`?')
  })
})

describe('several mistakes', () => {
  it('are all told at once', () => {
    const bad = folderWith({
      [authentication]: rulesFile(
        ruleWith(
          {
            all: [
              { ...os, fact: 'x.y' },
              { ...browser, operator: 'z' },
            ],
          },
          { name: 'A' },
        ),
      ),
      'switches.json': '[',
    })
    expect(checkRuleFolder(bad).map(({ kind }) => kind)).toEqual([
      'invalid-name',
      'unknown-fact',
      'unknown-operator',
      'json-syntax',
    ])
  })
  it('do not hide a fault of the audiences behind the rules that use them', () => {
    const bad = withAudiences({ a: { conditions: { all: [{ ...os, fact: 'x.y' }] } } }, { condition: 'a' })
    expect(checkRuleFolder(bad).map(brief)).toEqual([
      'error unknown-fact audiences.json#/audiences/a/conditions/all/0/fact',
    ])
  })
})

describe('an audience that doubles at every step', () => {
  it('is refused at once, though its text is short', () => {
    const double = (name: string) => ({ conditions: { any: [{ condition: name }, { condition: name }] } })
    const audiences: Record<string, unknown> = { a0: { conditions: { all: [os] } } }
    for (let step = 1; step <= 60; step++) audiences[`a${step}`] = double(`a${step - 1}`)
    const problems = checkRuleFolder(withAudiences(audiences, { condition: 'a60' }))
    expect(problems.map(({ kind }) => kind)).toEqual(['too-deep'])
  })
})
