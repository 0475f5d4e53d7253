/** What a JSON Schema says to people and editors; it decides nothing, and is most of its bytes. */
const FOR_PEOPLE = new Set(['title', 'description', 'default', 'examples', 'enumDescriptions'])
/** Keywords whose keys are names of properties and definitions, not keywords. */
const NAMED = new Set(['properties', 'patternProperties', '$defs'])

/** The same schema without what is for people. */
export function bareSchema(schema) {
  if (Array.isArray(schema)) return schema.map(bareSchema)
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([keyword]) => !FOR_PEOPLE.has(keyword))
  return Object.fromEntries(
    kept.map(([keyword, value]) => [keyword, NAMED.has(keyword) ? each(value) : bareSchema(value)]),
  )
}

function each(schemas) {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, bareSchema(schema)]))
}

/** The same schema, in which what stands in many places as the same stands once, so that it is compiled once. */
export function sharedSchema(schema) {
  const counts = new Map()
  visit(schema, (each) => {
    const text = JSON.stringify(each)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  })
  const names = new Map()
  const many = [...counts].filter(([text, count]) => count > 2 && text.length > SHORT)
  for (const [text] of many) names.set(text, `same-${names.size}`)
  const refer = (each) => {
    const name = names.get(JSON.stringify(each))
    return name === undefined ? replace(each, refer) : { $ref: `#/$defs/${name}` }
  }
  const shared = [...names].map(([text, name]) => [name, replace(JSON.parse(text), refer)])
  const { $defs, ...rest } = replace(schema, refer)
  return { ...rest, $defs: { ...$defs, ...Object.fromEntries(shared) } }
}

/** Calling a function for less than this costs more than repeating it. */
const SHORT = 60

/** Calls `see` with the schema of each property below, at any depth. */
function visit(schema, see) {
  replace(schema, (each) => {
    see(each)
    visit(each, see)
    return each
  })
}

/** The schema with those of its properties replaced, however deep they stand in other keywords. */
function replace(schema, by) {
  if (Array.isArray(schema)) return schema.map((each) => replace(each, by))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [
      keyword,
      keyword === 'properties' || keyword === 'patternProperties'
        ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, by(each)]))
        : keyword === '$defs'
          ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replace(each, by)]))
          : replace(value, by),
    ]),
  )
}
