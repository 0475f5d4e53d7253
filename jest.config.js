import { swc } from './test/support/swc.js'

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/freeswitch/'],
  transform: { '^.+\\.[tj]s$': ['@swc/jest', swc] },
  // Sources import each other as './x.ts'; the published build has '.js'.
  extensionsToTreatAsEsm: [],
  randomize: true,
  collectCoverageFrom: ['src/{config,render,xml,plan,model}/**/*.ts', 'src/errors.ts'],
}
