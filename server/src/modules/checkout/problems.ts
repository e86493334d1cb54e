import { problems } from '../../platform/problem.ts'

export const checkoutProblem = problems('checkout', {
  'cart-empty': [409, 'There is nothing in the cart to buy'],
  'line-trouble': [409, 'Something in the cart cannot be bought as it stands'],
  'quote-invalid': [422, 'This is no quote of ours for you'],
  'quote-expired': [409, 'The quote is too old: ask for a new one'],
  'quote-used': [409, 'This quote has become an order already'],
  'price-changed': [409, 'The price is no longer what was quoted'],
  'cart-changed': [409, 'The cart is no longer what was quoted'],
  'delivery-gone': [409, 'This way of delivery is no longer offered'],
  'not-deliverable': [409, 'We do not deliver there'],
  'address-required': [422, 'Say where to deliver to'],
  'too-many-open-orders': [409, 'Too many orders wait to be paid or accepted'],
  'method-unavailable': [409, 'This way to pay is not offered here'],
})
