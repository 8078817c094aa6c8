import { toJsonSchema } from '@valibot/to-json-schema'

/** The JSON Schema of what one shard of a shared run writes. */
export const partSchemaFile = {
  file: 'schema/part.schema.json',
  make: async (fromBuild) => {
    const { partSchema } = await fromBuild('core/record/schema-part.js')
    const { definitions } = await fromBuild('core/record/schema.js')
    const options = { target: 'draft-2020-12', typeMode: 'output', definitions }
    const { $schema, ...schema } = toJsonSchema(partSchema, options)
    return `${JSON.stringify({ $schema, title: 'container-migrate part of a run', ...schema }, null, 2)}\n`
  },
}
