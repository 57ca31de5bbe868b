/** The service as a library: `import { loadConfig, startServer } from 'keywise/server'`. */
export { type AppOptions, createApp } from './app.ts'
export type { Config, ConfigProblem, ConfigSources } from './config.ts'
export { explainConfigProblems, loadConfig } from './load-config.ts'
export { closeOnSignals, type RunningServer, type StartOptions, startServer } from './server.ts'
export type { App, Services } from './services.ts'
