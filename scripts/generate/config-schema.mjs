import { toJsonSchema } from '@valibot/to-json-schema'

/** The JSON Schema of the config, from the very schemas that parse it; an editor completes and checks by it. */
export const configSchemaFile = {
  file: 'schema/config.schema.json',
  make: async (fromBuild) => {
    const { configSchema, definitions } = await fromBuild('core/config/schema.js')
    const options = { target: 'draft-2020-12', typeMode: 'input', definitions }
    const { $schema, ...schema } = toJsonSchema(configSchema, options)
    return `${JSON.stringify({ $schema, ...schema }, null, 2)}\n`
  },
}
