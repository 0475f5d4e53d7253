// As much of FreeSWITCH's fs_cli as the documentation uses: `fs_cli -x COMMAND`, on the event socket that the
// configuration directory of the working directory names.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

const [flag, line] = process.argv.slice(2)
if (flag !== '-x' || line === undefined) throw new Error('fs_cli -x COMMAND')
const conf = readFileSync('conf/autoload_configs/event_socket.conf.xml', 'utf8')
const port = Number(/name="listen-port" value="(\d+)"/.exec(conf)?.[1])
const socket = connect(port, '127.0.0.1')
socket.setEncoding('utf8')
let received = ''
socket.on('data', (text) => {
  received += text
  const length = /Content-Type: api\/response\nContent-Length: (\d+)\n\n/.exec(received)
  if (received.endsWith('Content-Type: auth/request\n\n')) socket.write('auth ClueCon\n\n')
  else if (received.endsWith('+OK accepted\n\n')) socket.write(`api ${line}\n\n`)
  else if (length !== null) {
    const body = received.slice(length.index + length[0].length)
    if (body.length < Number(length[1])) return
    process.stdout.write(body)
    socket.end()
  }
})
