import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

/**
 * Who may import whom. A room is a folder of `src/`; a stage of the core is a room of its own.
 * `packages` lists the third-party packages (and `node:` modules) that have their home there.
 */
const rooms: Readonly<
  Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[] }>
> = {
  contract: { rooms: [], packages: ['typebox'] },
  'core/documents': { rooms: ['contract'], packages: ['typebox'] },
  // Memos of pure functions: the same text always reads the same, so a bounded cache changes speed and nothing else.
  'core/signals': {
    rooms: ['contract', 'core/documents'],
    packages: ['ua-parser-js', 'structured-headers', 'lru-cache'],
  },
  'core/platform': {
    rooms: ['contract', 'core/documents', 'core/signals'],
    packages: ['typebox', 'lru-cache'],
  },
  'core/cells': { rooms: ['contract', 'core/signals', 'core/platform'], packages: [] },
  'core/history': { rooms: ['contract', 'core/signals', 'core/platform', 'core/cells'], packages: [] },
  'core/belief': {
    rooms: ['contract', 'core/signals', 'core/platform', 'core/cells', 'core/history'],
    packages: [],
  },
  'core/facts': {
    rooms: ['contract', 'core/signals', 'core/platform', 'core/cells', 'core/history', 'core/belief'],
    packages: [],
  },
  'core/rules': {
    rooms: [
      'contract',
      'core/documents',
      'core/signals',
      'core/platform',
      'core/cells',
      'core/history',
      'core/belief',
      'core/facts',
    ],
    // Hashing is a pure computation: rollout buckets and revisions.
    packages: ['json-rules-engine', 'ipaddr.js', 'typebox', 'node:crypto'],
  },
  'core/decision': {
    rooms: [
      'contract',
      'core/signals',
      'core/platform',
      'core/cells',
      'core/history',
      'core/belief',
      'core/facts',
      'core/rules',
    ],
    // A name for an answer, by its hash.
    packages: ['node:crypto'],
  },
  'core/outcome': {
    rooms: ['contract', 'core/signals', 'core/platform', 'core/cells', 'core/history'],
    packages: [],
  },
  core: { rooms: ['contract', 'core/*'], packages: [] },
  // Figures from rows; who reads them, and who asks, is none of its business.
  reports: { rooms: ['contract'], packages: [] },
  store: {
    rooms: ['contract', 'core', 'reports'],
    packages: ['drizzle-orm', 'drizzle-kit', 'better-sqlite3', 'lru-cache', 'node:*'],
  },
  files: { rooms: ['contract', 'core'], packages: ['chokidar', 'typebox', 'node:*'] },
  matrix: { rooms: ['contract', 'core', 'files'], packages: ['node:util'] },
  // Recorded questions and fixtures, asked again under other rules; in a thread of its own where logins must not wait.
  replay: {
    rooms: ['contract', 'core', 'files', 'matrix', 'store'],
    packages: ['node:os', 'node:util', 'node:worker_threads'],
  },
  'matrix/html': { rooms: ['contract'], packages: ['node:crypto', 'node:fs', 'node:path'] },
  // Fixtures are written out in `matrix/`; logins are made of them.
  proof: { rooms: ['contract', 'core', 'files', 'matrix'], packages: ['fast-check', 'node:util'] },
  // Runs in browsers, so it has no `node:` modules; it imports from the contract what is left of it there: types.
  'matrix/html/page': { rooms: ['contract', 'matrix/html'], packages: [] },
  // The reference integration: what a customer has, and nothing of ours but what they have as well.
  'demo/relying-party': { rooms: [], packages: ['fastify', '@fastify/cookie', 'node:crypto', 'node:util'] },
  'demo/pages': {
    rooms: ['contract', 'browser', 'matrix', 'matrix/html/page'],
    packages: ['/sdk/keywise.js'],
  },
  demo: { rooms: ['files', 'demo/relying-party'], packages: ['fastify', '@fastify/*', 'node:*'] },
  simulation: { rooms: ['contract', 'core', 'files'], packages: ['node:*'] },
  // Between draft and login page: checks, compares, installs, writes down.
  publishing: { rooms: ['contract', 'core', 'store', 'files', 'matrix'], packages: ['node:*'] },
  webauthn: { rooms: ['contract'], packages: ['@simplewebauthn/server', 'node:crypto'] },
  // For pages of relying parties: small, so it shares types with the server and no code.
  browser: { rooms: ['contract'], packages: ['@simplewebauthn/browser'] },
  http: {
    rooms: [
      'contract',
      'core',
      'reports',
      'store',
      'files',
      'matrix',
      'proof',
      'publishing',
      'replay',
      'webauthn',
      'demo',
    ],
    packages: ['fastify', '@fastify/*', 'typebox', 'pino', 'prom-client', 'node:*'],
  },
  cli: {
    rooms: [
      'contract',
      'core',
      'reports',
      'store',
      'files',
      'matrix',
      'matrix/html',
      'proof',
      'replay',
      'publishing',
      'simulation',
      'webauthn',
      'http',
    ],
    packages: ['typebox', 'node:*'],
  },
}

/** Words that would make the core depend on the moment or the machine. */
const impure = [
  /\bDate\.now\b/,
  /\bnew Date\(\)/,
  /\bMath\.random\b/,
  /\bprocess\./,
  /\bconsole\./,
  /\bsetTimeout\b/,
  /\bsetInterval\b/,
  /\bfetch\(/,
  /\beval\(/,
  /\bnew Function\b/,
]

const source = new URL('../src/', import.meta.url).pathname
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)
const roomNames = Object.keys(rooms).sort((a, b) => b.length - a.length)
const roomOf = (file: string) => roomNames.find((room) => file.startsWith(`${room}/`)) ?? 'root'
const importsOf = (text: string) =>
  [
    ...text.matchAll(/^(?:(?:import|export) .*|\} )from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
const allows = (list: readonly string[], name: string) =>
  list.some((entry) => (entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : entry === name))
const packageOf = (specifier: string) =>
  // `/sdk/keywise.js` is an address: what a browser gets from the service.
  /^(node:|\/)/.test(specifier)
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')

describe('the import table', () => {
  it('knows every room of the house', () => {
    expect(files.length).toBeGreaterThan(20)
    // index.ts beside the rooms is the public door of the package; the rest of the root holds no code.
    expect(files.filter((file) => roomOf(file) === 'root' && file !== 'index.ts')).toEqual([])
  })

  for (const file of files) {
    it(`holds in ${file}`, () => {
      const room = roomOf(file)
      const allowed = rooms[room] ?? { rooms: Object.keys(rooms), packages: [] }
      for (const specifier of importsOf(readFileSync(join(source, file), 'utf8'))) {
        if (!specifier.startsWith('.')) {
          expect(allowed.packages, `${file} imports ${specifier}`).toSatisfy((list: readonly string[]) =>
            allows(list, packageOf(specifier)),
          )
          continue
        }
        const target = normalize(join(dirname(file), specifier)).replaceAll('\\', '/')
        const targetRoom = roomOf(target)
        if (targetRoom === room) continue
        expect(allowed.rooms, `${file} imports ${target}`).toSatisfy((list: readonly string[]) =>
          allows(list, targetRoom),
        )
        const isEdge = !room.startsWith('core') && room !== 'contract' && room !== 'root'
        if (isEdge && targetRoom.startsWith('core'))
          expect(target, `${file} enters the core`).toBe('core/index.ts')
      }
    })
  }
})

describe('the browser SDK', () => {
  it('shares types with the server, and no code', () => {
    const own = files.filter((file) => file.startsWith('browser/'))
    expect(own.length).toBeGreaterThan(10)
    for (const file of own) {
      const text = readFileSync(join(source, file), 'utf8')
      const shared = text.match(/^(?:import|export)\b[^'"]*from '\.\.\/contract\/[^']+'/gm) ?? []
      for (const line of shared) expect(line, file).toMatch(/^(import|export) type /)
    }
  })
})

describe('the core', () => {
  for (const file of files.filter((name) => name.startsWith('core/'))) {
    it(`is pure in ${file}`, () => {
      const code = readFileSync(join(source, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      for (const word of impure) expect(code).not.toMatch(word)
    })
  }
})

describe('names', () => {
  it('have a room of their own, never a drawer for odds and ends', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/.test(file))).toEqual([])
    expect(files.filter((file) => !/^[a-z0-9/.-]+$/.test(file))).toEqual([])
  })
})
