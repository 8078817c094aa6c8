import { toJsonSchema } from '@valibot/to-json-schema'

/** The JSON Schema of the run record, from the very schemas that parse it. */
export const recordSchemaFile = {
  file: 'schema/run-record.schema.json',
  make: async (fromBuild) => {
    const { recordSchema, definitions } = await fromBuild('core/record/schema.js')
    const options = { target: 'draft-2020-12', typeMode: 'output', definitions }
    const { $schema, ...schema } = toJsonSchema(recordSchema, options)
    return `${JSON.stringify({ $schema, title: 'container-migrate run record', ...schema }, null, 2)}\n`
  },
}
