import Type from 'typebox'
import { SwitchesRequest, SwitchesView, SwitchRequest, type SwitchSource } from '../../contract/responses.ts'
import { Switch } from '../../contract/rule-files.ts'
import { closed } from '../../contract/schema-parts.ts'
import { explainSwitch, readSwitchState, type SwitchChange } from '../../core/index.ts'
import { keyOf } from '../plugins/auth.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'

const mostSwitches = 200
const Named = Type.Object({ name: Switch.properties.name })
const Ending = Type.Object(
  { note: Type.Optional(Type.String({ maxLength: 500, description: 'why it ends, for the audit log' })) },
  closed,
)

/** The kill switches of every source. Only those set here, or by `keywise switch`, can be changed here. */
export function registerSwitches(app: App, { policies, switchList, log, now }: Services): void {
  const view = () => {
    const { file, environment } = policies.switches()
    const at = now()
    const tell = (source: SwitchSource) => (entry: Switch) => ({
      ...entry,
      source,
      state: readSwitchState(entry, at),
      says: explainSwitch(entry, at),
    })
    return {
      switches: [
        ...file.map(tell('file')),
        ...environment.map(tell('environment')),
        ...switchList.current().map(tell('runtime')),
      ],
    }
  }

  /** In force first: whoever pulls a kill switch needs it now, even on a full disk. */
  const change = async (wanted: SwitchChange, request: Parameters<typeof keyOf>[0]) => {
    const { kind, id } = keyOf(request)
    const kept = switchList.change(wanted, { at: now(), actor: `${kind}:${id}` })
    policies.setRuntimeSwitches(switchList.current())
    log.warn({ change: wanted.kind, count: switchList.current().length }, 'kill switches were changed')
    try {
      await kept
    } catch (cause) {
      throw new ProblemError(503, 'store-unavailable', {
        detail:
          'in force in this process; it could not be kept yet, so a restart would lose it and other processes do not know it; it is tried again by itself',
        cause,
      })
    }
    return view()
  }

  app.get(
    '/v1/switches',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'The kill switches of every source, and what each does now',
        tags: ['rules'],
        response: { 200: SwitchesView, ...problems(401, 403) },
      },
    },
    view,
  )

  app.put(
    '/v1/switches',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'Replace all run-time kill switches; in force at once, kept over a restart',
        tags: ['rules'],
        body: SwitchesRequest,
        response: { 200: SwitchesView, ...problems(400, 401, 403, 413, 415, 503) },
      },
    },
    (request) => {
      const { switches } = request.body
      const names = switches.map(({ name }) => name)
      const twice = names.findIndex((name, index) => names.indexOf(name) !== index)
      if (twice !== -1)
        refuse(`/switches/${twice}/name`, `two switches are called \`${names[twice]}\`; rename one`)
      return change({ kind: 'replace', switches }, request)
    },
  )

  app.put(
    '/v1/switches/:name',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'Set one run-time kill switch and leave the others alone; in force at once',
        tags: ['rules'],
        params: Named,
        body: SwitchRequest,
        response: { 200: SwitchesView, ...problems(400, 401, 403, 413, 415, 503) },
      },
    },
    (request) => {
      const { name } = request.params
      const entry: Switch = { name, on: true, ...request.body }
      if (readSwitchState(entry, now()) === 'over')
        refuse('/until', 'this time is past: the switch would stop nothing')
      const current = switchList.current()
      if (current.length >= mostSwitches && !current.some((one) => one.name === name))
        refuse('', `there are ${mostSwitches} switches already; end some that are over`)
      return change({ kind: 'set', entry }, request)
    },
  )

  app.delete(
    '/v1/switches/:name',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'End one run-time kill switch and leave the others alone',
        tags: ['rules'],
        params: Named,
        querystring: Ending,
        response: { 200: SwitchesView, ...problems(400, 401, 403, 404, 503) },
      },
    },
    (request) => {
      const { name } = request.params
      if (!switchList.current().some((one) => one.name === name)) {
        const { file, environment } = policies.switches()
        const isOf = (list: readonly Switch[]) => list.some((one) => one.name === name)
        const detail = isOf(file.filter(({ on }) => on))
          ? `\`${name}\` stands in switches.json of the rules: set its \`on\` to false there`
          : isOf(environment)
            ? `\`${name}\` stands in KEYWISE_SWITCHES: take it out there and restart`
            : `no switch set at run time is called \`${name}\``
        throw new ProblemError(404, 'switch-unknown', { detail })
      }
      return change({ kind: 'remove', name, note: request.query.note }, request)
    },
  )
}

function refuse(pointer: string, detail: string): never {
  throw new ProblemError(400, 'invalid-request', { detail, errors: [{ pointer, detail }] })
}
