import base from './jest.config.js'

/** What takes minutes: run by hand and before a release (`npm run test:soak`). */
export default {
  ...base,
  testMatch: ['<rootDir>/test/soak/**/*.soak.ts'],
  maxWorkers: 1,
  testTimeout: 300_000,
}
