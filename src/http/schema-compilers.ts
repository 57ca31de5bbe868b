import selectValidators from '@fastify/ajv-compiler'
import selectSerializers from '@fastify/fast-json-stringify-compiler'

/** Fastify's own, one for all services of a process: it keeps what it has compiled, by the schema. */
export const buildValidator: selectValidators.BuildCompilerFromPool = selectValidators()

const compileAlways = selectSerializers()
type Compiled = selectSerializers.Serializer

const compiled = new WeakMap<object, Compiled>()

/**
 * Fastify compiles the answers of each route anew, and nearly all of them are the one description of problems: nine of
 * ten compilations of a start. Schemas here are constants, so each is compiled once in a process.
 */
export const buildSerializer: selectSerializers.SerializerFactory = (externals, options) => {
  const compile = compileAlways(externals, options)
  // Schemas that are added by name could mean another thing to another service.
  if (Object.keys(externals ?? {}).length > 0) return compile
  return (route) => {
    const { schema } = route
    if (typeof schema !== 'object' || schema === null) return compile(route)
    const known = compiled.get(schema)
    if (known !== undefined) return known
    const made = compile(route)
    compiled.set(schema, made)
    return made
  }
}
