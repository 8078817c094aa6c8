import { toJsonSchema } from '@valibot/to-json-schema'

/** The JSON Schema of what `inspect --json` prints, held by the compiler to the type that it prints. */
export const inspectionSchemaFile = {
  file: 'schema/inspection.schema.json',
  make: async (fromBuild) => {
    const { inspectionSchema, inspected } = await fromBuild('core/record/schema-inspection.js')
    const { finding } = await fromBuild('core/record/schema-judgement.js')
    const { definitions } = await fromBuild('core/record/schema.js')
    const options = {
      target: 'draft-2020-12',
      typeMode: 'output',
      definitions: { ...definitions, finding, inspected },
    }
    const { $schema, ...schema } = toJsonSchema(inspectionSchema, options)
    return `${JSON.stringify({ $schema, title: 'container-migrate inspection', ...schema }, null, 2)}\n`
  },
}
