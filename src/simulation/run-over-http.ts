import type { Policy } from '../core/index.ts'
import { behave, expectSeconds } from './behaviour.ts'
import { createClients } from './clients.ts'
import { createEngine } from './engine-policy.ts'
import { type Connection, startHttpSession } from './http-session.ts'
import { firstDay, liveLife } from './live-life.ts'
import type { Plan } from './plan.ts'
import type { RunOptions } from './run-world.ts'
import { siteOfNobody } from './site.ts'
import { countLogin, emptyTally, type Tally } from './tally.ts'
import type { World } from './world.ts'

/** A decision that the service took otherwise than the functions alone. */
export interface Difference {
  readonly user: string
  readonly at: string
  readonly overHttp: string
  readonly byFunctions: string
}

export interface HttpResult {
  readonly world: World
  readonly decisions: number
  readonly differing: number
  /** The first few. */
  readonly differences: readonly Difference[]
  readonly total: Tally
}

const mostDifferences = 10

/**
 * Lets people log in through a running service, in the order of their days, and asks the functions alone beside it:
 * what decides in production and what the tables measure must be one and the same.
 */
export async function runOverHttp(
  world: World,
  policy: Policy,
  connection: Connection,
  { seeds, users, days }: Pick<RunOptions, 'seeds' | 'users' | 'days'>,
): Promise<HttpResult> {
  const { parameters } = world
  const { costs } = policy.settings
  const findClient = createClients(policy, firstDay)
  const engine = createEngine(policy, {
    ...siteOfNobody,
    // The service is told, and learns; here one looks into it.
    readAt: connection.readCellAt,
  })
  const total = emptyTally()
  const differences: Difference[] = []
  let differing = 0
  const people = seeds.flatMap((seed) =>
    Array.from({ length: users }, (_, number) => {
      const life = liveLife(parameters, seed, number, days, findClient)
      return {
        life,
        functions: engine.start(life),
        service: startHttpSession(connection, life, policy.knowledge),
      }
    }),
  )
  const events = people
    .flatMap((person) => person.life.logins.map((login) => ({ ...person, login })))
    .sort((a, b) => a.login.at - b.login.at)
  for (const { life, service } of people)
    for (const credential of life.atStart) await service.addCredential(credential)
  for (const { life, functions, service, login } of events) {
    const { plan, response } = await service.choose(login)
    const alone = functions.choose(login)
    const overHttp = tell(plan, response.reason, response.probability)
    const byFunctions = tell(alone.plan, alone.grounds?.reason, alone.grounds?.told)
    if (overHttp !== byFunctions) {
      differing += 1
      const at = new Date(login.at).toISOString()
      if (differences.length < mostDifferences)
        differences.push({ user: life.user, at, overHttp, byFunctions })
    }
    const ending = behave(plan, login, life, parameters, costs)
    countLogin(total, login, plan, ending, expectSeconds(plan, login, life, parameters, costs))
    await service.learn(login, ending)
    functions.learn(login, ending)
    if (login.made !== null) {
      await service.addCredential(login.made)
      functions.addCredential(login.made)
    }
  }
  return { world, decisions: events.length, differing, differences, total }
}

const tell = (plan: Plan, reason: string | undefined, probability: object | undefined): string =>
  `${reason} ${JSON.stringify({ ...plan, ...probability })}`
