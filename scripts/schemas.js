// Writes schemas/ from the compiled sources; `npm run schemas` builds first.
import { writeFileSync } from 'node:fs'
import prettier from 'prettier'
import { desiredSchema } from '../dist/config/desired-schema.js'
import { planSchema } from '../dist/render/plan-schema.js'

const write = async (name, schema) => {
  const path = `schemas/${name}`
  const options = { ...(await prettier.resolveConfig(path)), filepath: path }
  writeFileSync(path, await prettier.format(JSON.stringify(schema, undefined, 2), options))
}
await write('gwctl.schema.json', desiredSchema())
await write('plan.schema.json', planSchema())
