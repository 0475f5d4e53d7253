import { waitForEvent, type Scenario, type Step } from '../lab.ts'

function replyText(behaviour: string, line: string, expected: string): Step {
  return [
    behaviour,
    async (lab) => {
      expect(await lab.command(line)).toBe(expected)
    },
  ]
}

export const protocol: Scenario = {
  name: 'the protocol of the event socket',
  steps: [
    replyText('a subscription', 'event json HEARTBEAT', '+OK event listener enabled json'),
    replyText('names in any case, without a format', 'event heartbeat', '+OK event listener enabled json'),
    replyText('no name at all', 'event plain', '-ERR no keywords supplied'),
    replyText('no valid name', 'event json bogus', '-ERR no keywords supplied'),
    replyText('... nor here', 'nixevent bogus', '-ERR no keywords supplied'),
    replyText('nixevent', 'nixevent HEARTBEAT', '+OK events nixed'),
    replyText('a filter', 'filter Event-Name API', '+OK filter added. [Event-Name]=[API]'),
    replyText('a filter deleted', 'filter delete Event-Name API', '+OK filter deleted. [Event-Name][API]'),
    replyText('all filters deleted', 'filter delete all', '+OK filter deleted. [all][]'),
    replyText('half a filter', 'filter x', '-ERR invalid syntax'),
    replyText('an unknown command', 'bogus', '-ERR command not found'),
    replyText('api without a command', 'api', '-ERR command not found'),
    replyText('auth a second time', 'auth x', '-ERR command not found'),
    replyText('linger is for calls', 'linger', '-ERR not controlling a session'),
    replyText('a log level', 'log 7', '+OK log level 7 [7]'),
    replyText('no more log', 'nolog', '+OK no longer logging'),
    replyText('... twice', 'nolog', '-ERR not loging'),
    [
      'bgapi: its output comes in an event',
      async (lab) => {
        const start = lab.mark()
        expect(await lab.command('bgapi version short\nJob-UUID: my-job')).toBe('+OK Job-UUID: my-job')
        const done = await waitForEvent(lab, 'BACKGROUND_JOB', { 'Job-UUID': 'my-job' }, { after: start })
        expect(done.headers).toEqual({
          'Job-UUID': 'my-job',
          'Job-Command': 'version',
          'Job-Command-Arg': 'short',
          'Content-Length': '16',
          _body: '1.10.12-release\n',
        })
      },
    ],
    [
      'what every event carries, in order',
      async (lab) => {
        const start = lab.mark()
        await lab.api('reloadxml')
        const event = await waitForEvent(lab, 'RELOADXML', {}, { after: start })
        expect(event.headers).toEqual({})
      },
    ],
    replyText('no more events', 'noevents', '+OK no longer listening for events'),
    replyText('... twice', 'noevents', '-ERR not listening for events'),
  ],
}
