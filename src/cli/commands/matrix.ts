import type { Command } from '../command.ts'
import { matrixHelp, readMatrixOptions } from '../matrix/read-matrix-options.ts'
import { showClient } from '../matrix/show-client.ts'
import { showComparison } from '../matrix/show-comparison.ts'
import { showRun } from '../matrix/show-run.ts'

export const matrixCommand: Command = {
  help: matrixHelp,
  async run(args, terminal) {
    const options = readMatrixOptions(args)
    if (options.why !== undefined) return showClient(options.why, options, terminal)
    if (options.compare !== undefined) return showComparison(options.compare, options, terminal)
    return showRun(options, terminal)
  },
}
