import type Stripe from 'stripe'
import { missing } from './errors.ts'
import { clearable, filled, list, mergeMetadata, metadata, required, yesNo, type Read } from './form.ts'
import { apiVersion, newId, type StripeWorld } from './state.ts'

export const endpointFields = {
  url: filled,
  enabled_events: list,
  api_version: filled,
  description: clearable,
  metadata,
  expand: list,
  connect: yesNo,
}

export const endpointUpdateFields = { url: filled, enabled_events: list, description: clearable, metadata, expand: list, disabled: yesNo }

/** The signing secret is in this answer and never in another. */
export function createWebhookEndpoint(world: StripeWorld, input: Read<typeof endpointFields>): Stripe.WebhookEndpoint {
  const endpoint: Stripe.WebhookEndpoint = {
    id: newId(world, 'we'),
    object: 'webhook_endpoint',
    api_version: input.api_version ?? apiVersion,
    application: null,
    created: world.clock.seconds(),
    description: input.description ?? null,
    enabled_events: required(input.enabled_events, 'enabled_events'),
    livemode: false,
    metadata: mergeMetadata({}, input.metadata),
    status: 'enabled',
    url: required(input.url, 'url'),
  }
  const secret = `whsec_${world.random.id(32)}`
  world.state.webhookEndpoints[endpoint.id] = endpoint
  world.state.webhookSecrets[endpoint.id] = secret
  return { ...endpoint, secret }
}

export function getWebhookEndpoint(world: StripeWorld, id: string): Stripe.WebhookEndpoint {
  const found = world.state.webhookEndpoints[id]
  if (!found) throw missing('webhook endpoint', id)
  return found
}

export function updateWebhookEndpoint(world: StripeWorld, id: string, input: Read<typeof endpointUpdateFields>): Stripe.WebhookEndpoint {
  const endpoint = getWebhookEndpoint(world, id)
  endpoint.url = input.url ?? endpoint.url
  endpoint.enabled_events = input.enabled_events ?? endpoint.enabled_events
  endpoint.description = input.description === undefined ? endpoint.description : input.description
  endpoint.metadata = mergeMetadata(endpoint.metadata, input.metadata)
  if (input.disabled !== undefined) endpoint.status = input.disabled ? 'disabled' : 'enabled'
  return endpoint
}

export function deleteWebhookEndpoint(world: StripeWorld, id: string): Stripe.DeletedWebhookEndpoint {
  getWebhookEndpoint(world, id)
  delete world.state.webhookEndpoints[id]
  delete world.state.webhookSecrets[id]
  return { id, object: 'webhook_endpoint', deleted: true }
}
