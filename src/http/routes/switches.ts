import { SwitchesRequest, SwitchesView } from '../../contract/responses.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'

/** The kill switches of every source. Only those set here can be changed here. */
export function registerSwitches(app: App, { policies, switchList, log }: Services): void {
  const view = () => {
    const { file, environment, runtime } = policies.switches()
    return {
      switches: [
        ...file.map((entry) => ({ ...entry, source: 'file' as const })),
        ...environment.map((entry) => ({ ...entry, source: 'environment' as const })),
        ...runtime.map((entry) => ({ ...entry, source: 'runtime' as const })),
      ],
    }
  }

  app.get(
    '/v1/switches',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'The kill switches in force, of every source',
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
        summary: 'Replace the run-time kill switches; in force at once, kept over a restart',
        tags: ['rules'],
        body: SwitchesRequest,
        response: { 200: SwitchesView, ...problems(400, 401, 403, 413, 415, 503) },
      },
    },
    async (request) => {
      const { switches } = request.body
      // In force first: whoever pulls a kill switch needs it now, even on a full disk.
      policies.setRuntimeSwitches(switches)
      log.warn({ count: switches.length }, 'kill switches were replaced')
      try {
        await switchList.replace(switches)
      } catch (cause) {
        throw new ProblemError(503, 'store-unavailable', {
          detail: 'the switches are in force, but could not be kept over a restart',
          cause,
        })
      }
      return view()
    },
  )
}
