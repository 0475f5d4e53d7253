// Jest runs CommonJS; swc turns our ESM TypeScript into it without type-checking (tsc does that on its own).
export const swc = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' },
}
