import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { saveFile } from '../../files/save-file.ts'
import { buildPasskeyEndpoints, buildRelatedOrigins } from '../../http/well-known-files.ts'
import { countLabels, listRelatedOrigins, mostLabels } from '../../webauthn/related-origins.ts'
import { type Command, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { configHelp, configOptions, readConfig } from '../read-config.ts'

export const wellKnownCommand: Command = {
  help: `
usage: keywise well-known [--out DIR] [options]

The files that browsers and passkey providers look for at the host of your RP ID: \`.well-known/webauthn\` (the
origins that may use its passkeys) and \`.well-known/passkey-endpoints\` (where people manage them). Keywise serves
them itself; where the RP ID is another host, write them into the folder that host serves, as application/json.
Without --out they are printed.

  --out DIR          the document root of https://<RP ID>/

${configHelp}
examples:
  KEYWISE_RP_ID=example.com KEYWISE_ORIGINS=https://login.example.com,https://example.de keywise well-known
  keywise well-known --out /var/www/example.com
`,
  async run(args, terminal) {
    const options = { ...configOptions, out: { type: 'string' } } as const
    const { values } = readArguments(args, options)
    const { rpId, origins, enrollUrl, manageUrl } = await readConfig(values, terminal)
    if (origins === null)
      throw new UsageError('set KEYWISE_ORIGINS to the origins of your login pages, separated by commas')
    const related = listRelatedOrigins(rpId, origins)
    if (related.length === 0)
      terminal.err(`every origin is at \`${rpId}\` or below: browsers will not ask for related origins\n`)
    if (countLabels(origins) > mostLabels)
      terminal.err(`these are more than ${mostLabels} sites: browsers may stop at ${mostLabels}\n`)
    const endpoints = buildPasskeyEndpoints({ enrollUrl, manageUrl })
    const files = {
      webauthn: buildRelatedOrigins(origins),
      ...(Object.keys(endpoints).length === 0 ? {} : { 'passkey-endpoints': endpoints }),
    }
    for (const [name, content] of Object.entries(files)) {
      const text = `${JSON.stringify(content, null, 2)}\n`
      if (values.out === undefined) terminal.out(`https://${rpId}/.well-known/${name}\n${text}`)
      else {
        const folder = join(values.out, '.well-known')
        await mkdir(folder, { recursive: true })
        await saveFile(join(folder, name), text)
        terminal.err(`${join(folder, name)} is written\n`)
      }
    }
    return 0
  },
}
