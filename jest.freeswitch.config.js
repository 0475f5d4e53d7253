import base from './jest.config.js'

/** The suite that needs a real `freeswitch` on PATH; it says so and passes where there is none. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/freeswitch/**/*.test.ts', '<rootDir>/test/contract/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 900_000,
}
