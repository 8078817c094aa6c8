import { toJsonSchema } from '@valibot/to-json-schema'

/** The JSON Schema of what `plan --json` prints, held by the compiler to the type that it prints. */
export const planSchemaFile = {
  file: 'schema/plan.schema.json',
  make: async (fromBuild) => {
    const { planSchema, unit } = await fromBuild('core/record/schema-plan.js')
    const { definitions } = await fromBuild('core/record/schema.js')
    const { metric, place } = definitions
    const options = {
      target: 'draft-2020-12',
      typeMode: 'output',
      definitions: { metric, place, unit },
    }
    const { $schema, ...schema } = toJsonSchema(planSchema, options)
    return `${JSON.stringify({ $schema, title: 'container-migrate plan', ...schema }, null, 2)}\n`
  },
}
