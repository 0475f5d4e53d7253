import { swc } from './test/support/swc.js'

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/freeswitch/'],
  transform: { '^.+\\.[tj]s$': ['@swc/jest', swc] },
  // Much of a run is waiting; one worker fewer than cores, Jest's default, would leave one of two idle.
  maxWorkers: '100%',
  randomize: true,
  // The core has no branch that no test takes: `npm run test:coverage`.
  coverageThreshold: { global: { branches: 100, functions: 100, lines: 100, statements: 100 } },
  collectCoverageFrom: ['src/{config,render,policies,xml,plan,model}/**/*.ts', 'src/errors.ts'],
}
