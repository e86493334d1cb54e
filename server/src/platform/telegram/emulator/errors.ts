/** An answer that is not ok, in the Bot API's envelope. */
export class TelegramFault extends Error {
  readonly code: number
  readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | undefined

  constructor(code: number, description: string, parameters?: TelegramFault['parameters']) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}

export const badRequest = (what: string) => new TelegramFault(400, `Bad Request: ${what}`)
export const forbidden = (what: string) => new TelegramFault(403, `Forbidden: ${what}`)
