import { problems } from '../../platform/problem.ts'

export const catalogProblem = problems('catalog', {
  'not-found': [404, 'No such product'],
  'category-not-found': [404, 'No such category'],
  'variant-not-found': [404, 'No such variant'],
  'picture-not-found': [404, 'No such picture'],
  'out-of-stock': [409, 'There is not enough of it left'],
  'slug-taken': [409, 'Another one has this address already'],
  'sku-taken': [409, 'Another variant has this SKU already'],
  'changed-meanwhile': [409, 'Somebody else changed it meanwhile'],
  'stock-below-reserved': [409, 'Some of these are promised to orders'],
  'not-counted': [409, 'The stock of this variant is not counted'],
  'too-many-pictures': [409, 'A product has at most 12 pictures'],
  'picture-too-large': [413, 'The picture is larger than 10 MB or has too many pixels'],
  'picture-unreadable': [415, 'Only JPEG, PNG and WebP pictures are taken'],
})
