import { defineConfig } from 'drizzle-kit'

/**
 * `npx drizzle-kit generate --config src/store/drizzle.config.ts --name <what-changes>` writes the next migration.
 * Then add WITHOUT ROWID by hand to each table it creates or rebuilds (see schema.ts).
 */
export default defineConfig({
  dialect: 'sqlite',
  schema: './src/store/schema.ts',
  out: './src/store/migrations/sqlite',
})
