import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Tells gwctl and the sandbox where their event socket is. */
export function writeEventSocket(directory: string, port: number): void {
  writeFileSync(
    join(directory, 'conf/autoload_configs/event_socket.conf.xml'),
    `<configuration name="event_socket.conf">
  <settings>
    <param name="listen-ip" value="127.0.0.1"/>
    <param name="listen-port" value="${port}"/>
    <param name="password" value="ClueCon"/>
  </settings>
</configuration>
`,
  )
}
