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
  // For machines that do other things beside; no test waits for so long by itself.
  testTimeout: 20_000,
  // The core has no branch that no test takes: `npm run test:coverage`.
  coverageThreshold: { global: { branches: 100, functions: 100, lines: 100, statements: 100 } },
  collectCoverageFrom: ['src/{config,render,xml,plan,model}/**/*.ts', 'src/errors.ts'],
}
