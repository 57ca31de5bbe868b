/** The service as a library: `import { loadConfig, startServer } from 'keywise/server'`. */
export type { Config, ConfigProblem, ConfigSources } from './config.ts'
export { explainConfigProblems, loadConfig } from './load-config.ts'
export { closeOnSignals, type RunningServer, type StartOptions, startServer } from './server.ts'
export type { App } from './services.ts'
