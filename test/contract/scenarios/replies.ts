import { registering, trunk, type Lab, type Scenario, type Step } from '../lab.ts'

/** A command and its whole reply; `{external}` stands for that profile's port. */
function reply(behaviour: string, line: string, expected: string): Step {
  return [
    behaviour,
    async (lab: Lab) => {
      const text = await lab.api(line)
      expect(text).toBe(expected.replaceAll('{external}', String(lab.ports.external)))
    },
  ]
}

const files = { 'a.xml': registering('gw-a', '@open'), 'b.xml': trunk('gw-b', '@open') }

export const profileVerbs: Scenario = {
  name: 'what the verbs of a profile answer',
  carriers: { open: {} },
  external: files,
  steps: [
    reply('an unknown profile has no -ERR', 'sofia profile nope rescan', 'Invalid Profile [nope]'),
    reply('profile names are case-sensitive', 'sofia profile External rescan', 'Invalid Profile [External]'),
    reply('words are split on blanks', 'sofia  profile   nope    rescan', 'Invalid Profile [nope]'),
    reply(
      'verbs are not case-sensitive',
      'SOFIA Profile external RESCAN',
      'Reload XML [Success]\n+OK scan complete\n',
    ),
    reply('too few words', 'sofia profile external', 'Invalid Args!\n'),
    reply('an unknown verb', 'sofia profile external bogus', '-ERR Unknown command!\n'),
    reply('rescan', 'sofia profile external rescan', 'Reload XML [Success]\n+OK scan complete\n'),
    reply(
      'the word reloadxml after rescan changes nothing',
      'sofia profile external rescan reloadxml',
      'Reload XML [Success]\n+OK scan complete\n',
    ),
    reply(
      'start of an unknown profile',
      'sofia profile nope start',
      'Reload XML [Success]\nFailure starting nope\n',
    ),
    reply(
      'start of a running profile is a rescan and says so not',
      'sofia profile external start',
      'Reload XML [Success]\nexternal started successfully\n',
    ),
    reply('killgw without a name', 'sofia profile external killgw', '-ERR missing gw name\n'),
    reply('killgw of an unknown gateway', 'sofia profile external killgw nope', '-ERR no such gateway.\n'),
    reply('startgw without a name', 'sofia profile external startgw', '-ERR missing gw name\n'),
    reply(
      'startgw says OK whatever it found',
      'sofia profile external startgw nope',
      'Reload XML [Success]\n+OK start gateway nope complete\n',
    ),
    reply(
      'startgw of a live gateway',
      'sofia profile external startgw gw-a',
      'Reload XML [Success]\n+OK start gateway gw-a complete\n',
    ),
    reply('register without a name', 'sofia profile external register', 'No gateway name provided!\n'),
    reply('register of an unknown gateway', 'sofia profile external register nope', 'Invalid gateway!\n'),
    reply('unregister of an unknown gateway', 'sofia profile external unregister nope', 'Invalid gateway!\n'),
    reply('gwlist ends with a blank, without newline', 'sofia profile external gwlist up', 'gw-b gw-a '),
    reply('an empty list reads as an error', 'sofia profile external gwlist down', '-ERR no reply\n'),
    reply('check_sync', 'sofia profile external check_sync', '+OK syncing all registrations\n'),
    reply(
      'flush_inbound_reg',
      'sofia profile external flush_inbound_reg',
      '+OK flushing all registrations\n',
    ),
    reply('recover', 'sofia profile external recover', 'No sessions to recover.\n'),
    reply(
      'siptrace without a word',
      'sofia profile external siptrace',
      'Usage: sofia profile <name> siptrace <on/off>\n',
    ),
    reply('siptrace', 'sofia profile external siptrace off', 'Disabled sip debugging on external'),
    reply('restart all says nothing', 'sofia profile restart all', '-ERR no reply\n'),
    reply('an unknown word of sofia', 'sofia bogus', 'Unknown Command [bogus]\n'),
    [
      'sofia alone prints its usage',
      async (lab) => {
        expect(await lab.api('sofia')).toMatch(/^USAGE:\n-{80}\nsofia global siptrace/)
        expect((await lab.api('sofia help')).length).toBe(1091)
      },
    ],
  ],
}

export const otherCommands: Scenario = {
  name: 'what the other commands answer',
  carriers: { open: {} },
  external: {
    'a.xml': registering('gw-a', '@open').replace(
      '  </gateway>',
      '    <variables>\n      <variable name="v1" value="one"/>\n      <variable name="v2" value="two" direction="inbound"/>\n' +
        '      <variable name="v3" value="three" direction="outbound"/>\n      <variable name="v4" value="four" direction="both"/>\n    </variables>\n  </gateway>',
    ),
  },
  steps: [
    reply('sofia_gateway_data without arguments', 'sofia_gateway_data', '-ERR Parameter missing\n'),
    reply('a variable of both directions', 'sofia_gateway_data gw-a ivar v1', 'one'),
    reply('var looks inbound, then outbound', 'sofia_gateway_data gw-a var v3', 'three'),
    reply('an inbound variable is no outbound one', 'sofia_gateway_data gw-a ovar v2', '-ERR no reply\n'),
    reply('an unknown direction is none', 'sofia_gateway_data gw-a var v4', '-ERR no reply\n'),
    reply('an unknown gateway', 'sofia_gateway_data nope var v1', '-ERR no reply\n'),
    reply('the qualified name works, too', 'sofia_gateway_data external::gw-a var v1', 'one'),
    reply('an unknown gateway has no -ERR', 'sofia xmlstatus gateway nope', 'Invalid Gateway!\n'),
    reply('... nor in the plain status', 'sofia status gateway nope', 'Invalid Gateway!\n'),
    reply('an unknown profile', 'sofia xmlstatus profile nope', 'Invalid Profile!\n'),
    reply('another word', 'sofia status bogus x', 'Invalid Syntax!\n'),
    reply('version short', 'version short', '1.10.12-release\n'),
    reply('a module that is there', 'module_exists mod_sofia', 'true'),
    reply('a module that is not', 'module_exists nope', 'false'),
    reply('a global of the configuration', 'global_getvar domain', '127.0.0.1'),
    reply('an unset global', 'global_getvar nope', '-ERR no reply\n'),
    reply('no calls', 'show calls count', '\n0 total.\n'),
    reply('no channels', 'show channels count', '\n0 total.\n'),
    reply('an unknown command', 'nosuch thing', '-ERR nosuch Command not found!\n'),
    reply('reloadxml', 'reloadxml', '+OK [Success]\n'),
    reply('reloadacl', 'reloadacl', '+OK acl reloaded\n'),
    reply('xml_locate with a wrong number of words', 'xml_locate a b', '-ERR bad args\n'),
    reply(
      'xml_locate of nothing',
      'xml_locate configuration configuration name nope.conf',
      "can't find anything\n",
    ),
    [
      'status begins with UP',
      async (lab) =>
        expect(await lab.api('status')).toMatch(
          /^UP \d+ years?, .*\nFreeSWITCH \(Version 1\.10\.12[^)]*\) is ready\n0 session\(s\) since startup\n/,
        ),
    ],
  ],
}

export const distributor: Scenario = {
  name: 'mod_distributor',
  steps: [
    reply('no list yet', 'distributor test', '-err'),
    [
      'reload does not reload the XML',
      async (lab) => {
        const lists =
          '<list name="test"><node name="a" weight="3"/><node name="b" weight="2"/><node name="c" weight="1"/><node name="d" weight="0"/></list>'
        lab.write(
          'autoload_configs/distributor.conf.xml',
          `<configuration name="distributor.conf"><lists>\n${lists}\n</lists></configuration>\n`,
        )
        expect(await lab.api('distributor_ctl reload')).toBe('-error\n')
        expect(await lab.api('reloadxml')).toBe('+OK [Success]\n')
        expect(await lab.api('distributor_ctl reload')).toBe('+OK reloaded.\n')
      },
    ],
    [
      'each node has its weight in turns',
      async (lab) => {
        const turns: string[] = []
        for (let turn = 0; turn < 12; turn++) turns.push(await lab.api('distributor test'))
        expect(turns.join('')).toBe('abcabaabcaba')
      },
    ],
    reply('list names in any case, nodes exactly', 'distributor TEST A', 'a'),
    reply('all excluded', 'distributor test a b c', '-err'),
    reply('no list', 'distributor', '-err'),
    reply(
      'dump',
      'distributor_ctl dump test',
      'list: name=test\nnode: name=a weight=3\nnode: name=b weight=2\nnode: name=c weight=1\n',
    ),
    reply('dump of nothing', 'distributor_ctl dump', 'missing list name\n'),
    reply('dump of an unknown list', 'distributor_ctl dump nope', 'cannot find list\n'),
    reply(
      'modify complains and goes on',
      'distributor_ctl modify test a=2 b=0 z=1',
      'error: name=b, specified weight invalid\nerror: node z not found\nlist: name=test\nnode: name=a weight=2\nnode: name=b weight=2\nnode: name=c weight=1\n',
    ),
    reply('an unknown word', 'distributor_ctl bogus', '-error\n'),
  ],
}
