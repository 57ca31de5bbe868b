import { RulesCheckRequest, RulesCheckResponse, RulesView } from '../../contract/responses.ts'
import { checkDraft, layOver, renderRuleSet } from '../../core/index.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'

function readContent(text: string): { content?: unknown } {
  try {
    return { content: JSON.parse(text) }
  } catch {
    return {}
  }
}

/** The rules in force, and a check of a draft. */
export function registerRules(app: App, services: Services): void {
  const { policies } = services
  app.get(
    '/v1/rules',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'The rules in force',
        tags: ['rules'],
        response: { 200: RulesView, ...problems(401, 403) },
      },
    },
    () => {
      const { policy, status, folder, problems: found, shadow } = policies.state()
      const files = [...folder].map(([path, text]) => ({
        path,
        bytes: Buffer.byteLength(text),
        ...readContent(text),
      }))
      const rules = Object.values(policy.ruleSets).flatMap((set) =>
        renderRuleSet(set, policy.settings, services.now()),
      )
      return {
        revision: policy.revision,
        status,
        files,
        rules,
        problems: [...found],
        shadow:
          shadow === null
            ? null
            : { revision: shadow.policy?.revision ?? null, problems: [...shadow.problems] },
      }
    },
  )

  app.post(
    '/v1/rules/check',
    {
      config: { keys: ['admin'] },
      bodyLimit: 1024 * 1024,
      schema: {
        summary: 'What is wrong with a draft; nothing is put in force',
        tags: ['rules'],
        body: RulesCheckRequest,
        response: { 200: RulesCheckResponse, ...problems(400, 401, 403, 413, 415) },
      },
    },
    async (request) => {
      const draft = layOver(policies.state().folder, request.body.files)
      const { policy, problems: found } = await checkDraft(draft, services.now())
      return { ok: policy !== null, revision: policy?.revision ?? null, problems: [...found] }
    },
  )
}
