import { cpSync } from 'node:fs'

/** What the build takes over as it is: all of these but what was compiled. */
for (const path of ['store/migrations', 'matrix/html/page/report.css', 'demo/pages'])
  cpSync(`src/${path}`, `dist/${path}`, {
    recursive: true,
    filter: (from) => !/\.ts$|tsconfig/.test(from),
  })
