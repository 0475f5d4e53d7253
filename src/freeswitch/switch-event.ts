/** One event of the switch. Header values are as FreeSWITCH has them, not URL-encoded. */
export interface SwitchEvent {
  /** Event-Name: `CUSTOM`, `PUBLISH` ... */
  readonly name: string
  /** Event-Subclass of a CUSTOM event: `sofia::gateway_state` ... */
  readonly subclass?: string
  readonly headers: ReadonlyMap<string, string>
  readonly body?: string
}
