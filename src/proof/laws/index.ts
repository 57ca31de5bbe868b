import type { Law } from '../law.ts'
import { alwaysAnswered } from './always-answered.ts'
import { brokenClientsAreSpared } from './broken-clients-are-spared.ts'
import { brokenRuleAlone } from './broken-rule-alone.ts'
import { claimsNeverLowerFloor } from './claims-never-lower-floor.ts'
import { dialogHasHope } from './dialog-has-hope.ts'
import { dialogNeedsPasskey } from './dialog-needs-passkey.ts'
import { evaluatorsAgree } from './evaluators-agree.ts'
import { failuresNeverRaise } from './failures-never-raise.ts'
import { killSwitch } from './kill-switch.ts'
import { lastRouteKept } from './last-route-kept.ts'
import { newcomerGetsIn } from './newcomer-gets-in.ts'
import { nothingStartsForNobody } from './nothing-starts-for-nobody.ts'
import { phoneNeedsPhone } from './phone-needs-phone.ts'
import { phoneOnlyWherePossible } from './phone-only-where-possible.ts'
import { planEndsInOwnMethod } from './plan-ends-in-own-method.ts'
import { reasonsAreTold } from './reasons-are-told.ts'
import { resistantFloor } from './resistant-floor.ts'
import { rolloutDrawsOverSomebody } from './rollout-draws-over-somebody.ts'
import { rolloutOnlyAdds } from './rollout-only-adds.ts'
import { sameAnswer } from './same-answer.ts'
import { successNeverLowers } from './success-never-lowers.ts'
import { unknownUsersLookAlike } from './unknown-users-look-alike.ts'

/** Every law, in the order in which they are told: what files can break first, then warnings, then the engine's own. */
export const laws: readonly Law[] = [
  lastRouteKept,
  newcomerGetsIn,
  dialogNeedsPasskey,
  dialogHasHope,
  phoneNeedsPhone,
  nothingStartsForNobody,
  brokenClientsAreSpared,
  rolloutDrawsOverSomebody,
  alwaysAnswered,
  sameAnswer,
  killSwitch,
  phoneOnlyWherePossible,
  planEndsInOwnMethod,
  resistantFloor,
  claimsNeverLowerFloor,
  failuresNeverRaise,
  successNeverLowers,
  unknownUsersLookAlike,
  rolloutOnlyAdds,
  brokenRuleAlone,
  reasonsAreTold,
  evaluatorsAgree,
]
