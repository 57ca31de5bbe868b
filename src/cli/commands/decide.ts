import { type Decision, decide } from '../../core/index.ts'
import type { Command, Paint } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { readRequest, requestHelp, requestOptions } from '../read-request.ts'
import { findRulesDir, loadPolicy } from '../rules-folder.ts'

export const decideCommand: Command = {
  help: `
usage: keywise decide [REQUEST.json | -] [options]

${requestHelp}

examples:
  keywise decide --user-agent 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15'
  keywise decide request.json --json
  echo '{"signals":{"webauthn":false}}' | keywise decide
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, requestOptions, 1)
    const { input, now } = await readRequest(values, positionals[0], terminal)
    const policy = await loadPolicy(findRulesDir(values.rules, terminal.env), terminal)
    if (policy === null) return 3
    const decision = decide(input, policy, now)
    terminal.out(
      values.json ? `${JSON.stringify(decision, null, 2)}\n` : renderDecision(decision, terminal.paint),
    )
    return 0
  },
}

/** The answer in a few lines: what, why, and what a page would do with it. */
function renderDecision(decision: Decision, paint: Paint): string {
  const { action, reason, explanation, ceremony, registration, next, fallbacks, passive, rule } = decision
  const rows: (readonly [string, string])[] = []
  if (ceremony) {
    const { mediation, uiMode, hints, allowCredentials, maxAttempts, announce } = ceremony
    const parts = [
      uiMode ?? mediation ?? 'modal',
      allowCredentials.length === 0 ? 'any passkey' : `passkeys: ${allowCredentials.length}`,
      ...(hints.length > 0 ? [`hint ${hints.join(', ')}`] : []),
      ...(announce ? ['announce it first'] : []),
      `at most ${maxAttempts} ${maxAttempts === 1 ? 'attempt' : 'attempts'}`,
    ]
    rows.push(['ceremony', parts.join('; ')])
  }
  if (registration) {
    const { variant, askAgainAfter } = registration
    rows.push(['offer', askAgainAfter ? `${variant}; not before ${askAgainAfter}` : variant])
  }
  if (next.length > 0) rows.push(['then', next.map((step) => `${step.on}: ${step.action}`).join('; ')])
  if (fallbacks.length > 0) rows.push(['fallbacks', fallbacks.join(', ')])
  if (passive !== 'none') rows.push(['armed', passive])
  if (rule) rows.push(['rule', `${rule.name} in ${rule.file}`])
  return [
    `${paint('bold', action)}  ${reason}  (confidence ${decision.confidence})`,
    explanation,
    '',
    ...rows.map(([name, text]) => `${paint('dim', name.padEnd(11))}${text}`),
    '',
  ].join('\n')
}
