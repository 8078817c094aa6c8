import { toJsonSchema } from '@valibot/to-json-schema'

/** The JSON Schema of what `capacity --json` prints, held by the compiler to the type that it prints. */
export const capacitySchemaFile = {
  file: 'schema/capacity.schema.json',
  make: async (fromBuild) => {
    const { capacitySchema, levelStop } = await fromBuild('core/record/schema-capacity.js')
    const { definitions } = await fromBuild('core/record/schema.js')
    const { failure, place, ref } = definitions
    const options = {
      target: 'draft-2020-12',
      typeMode: 'output',
      definitions: { failure, place, ref, levelStop },
    }
    const { $schema, ...schema } = toJsonSchema(capacitySchema, options)
    return `${JSON.stringify({ $schema, title: 'container-migrate capacity', ...schema }, null, 2)}\n`
  },
}
