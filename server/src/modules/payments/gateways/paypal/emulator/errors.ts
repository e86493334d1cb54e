const messages: Record<number, [name: string, message: string]> = {
  400: ['INVALID_REQUEST', 'Request is not well-formed, syntactically incorrect, or violates schema.'],
  403: ['NOT_AUTHORIZED', 'Authorization failed due to insufficient permissions.'],
  404: ['RESOURCE_NOT_FOUND', 'The specified resource does not exist.'],
  409: ['RESOURCE_CONFLICT', 'The server has detected a conflict while processing this request.'],
  422: ['UNPROCESSABLE_ENTITY', 'The requested action could not be performed, semantically incorrect, or failed business validation.'],
  429: ['RATE_LIMIT_REACHED', 'Too many requests. Blocked due to rate limiting.'],
  500: ['INTERNAL_SERVER_ERROR', 'An internal server error has occurred.'],
}

/** A refusal in PayPal's words (developer.paypal.com/api/rest/responses/#error-messages). */
export class PaypalFault extends Error {
  readonly status: number
  readonly issue: string | undefined
  readonly about: { description?: string; field?: string; links?: object[] }
  constructor(status: number, issue?: string, about: PaypalFault['about'] = {}) {
    super(issue ?? messages[status]?.[0] ?? 'error')
    this.status = status
    this.issue = issue
    this.about = about
  }

  body(debugId: string): object {
    const [name, message] = messages[this.status] ?? ['INTERNAL_SERVER_ERROR', 'An internal server error has occurred.']
    const { links = [], ...about } = this.about
    return {
      name,
      ...(this.issue
        ? { details: [{ issue: this.issue, description: about.description ?? this.issue, ...(about.field ? { field: about.field } : {}) }] }
        : {}),
      message,
      debug_id: debugId,
      links: [
        ...links,
        { href: `https://developer.paypal.com/docs/api/orders/v2/#error-${this.issue ?? name}`, rel: 'information_link', method: 'GET' },
      ],
    }
  }
}

export const refused = (issue: string, about: PaypalFault['about'] = {}) => new PaypalFault(422, issue, about)
export const malformed = (issue: string, field: string) => new PaypalFault(400, issue, { field })
export const missing = () =>
  new PaypalFault(404, 'INVALID_RESOURCE_ID', {
    description: 'Specified resource ID does not exist. Please check the resource ID and try again.',
  })
