// Writes schemas/ from the compiled sources; `npm run schemas` builds first.
import { writeFileSync } from 'node:fs'
import { desiredSchema } from '../dist/config/desired-schema.js'
import { planSchema } from '../dist/render/plan-schema.js'

const write = (name, schema) => writeFileSync(`schemas/${name}`, `${JSON.stringify(schema, undefined, 2)}\n`)
write('gwctl.schema.json', desiredSchema())
write('plan.schema.json', planSchema())
