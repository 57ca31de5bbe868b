/** Where each part of the knowledge lies in a folder of rule files. */
export const browsersKey = 'knowledge/browsers.json'
export const failuresKey = 'knowledge/failures.json'
export const issuesKey = 'knowledge/known-issues.json'
export const providersKey = 'knowledge/providers.json'
export const reportsKey = 'knowledge/report-trust.json'
export const platformsFolder = 'knowledge/platforms/'
export const singleFiles: readonly string[] = [browsersKey, failuresKey, issuesKey, providersKey, reportsKey]

export const isPlatformFile = (key: string): boolean =>
  key.startsWith(platformsFolder) && key.endsWith('.json')

/** Names a place in a file: `rules/knowledge/providers.json#/providers/3`. */
export const refTo = (file: string, pointer: string): string => `rules/${file}#${pointer}`
