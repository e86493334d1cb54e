/* The bank's question. It is answered to Stripe, then the page that asked is told to look. */
;(() => {
  const { words, id, clientSecret, returnUrl } = JSON.parse(document.getElementById('data').textContent)
  const root = document.createElement('main')
  root.className = 'challenge'
  const title = document.createElement('h1')
  title.textContent = words.title
  const about = document.createElement('p')
  about.textContent = words.about
  root.append(title, about)

  for (const [outcome, label] of [
    ['complete', words.complete],
    ['fail', words.fail],
  ]) {
    const button = document.createElement('button')
    button.type = 'button'
    button.id = `test-source-${outcome === 'complete' ? 'authorize' : 'fail'}-3ds`
    button.className = outcome === 'complete' ? 'primary' : ''
    button.textContent = label
    button.addEventListener('click', async () => {
      for (const one of root.querySelectorAll('button')) one.disabled = true
      const answer = await fetch('challenge', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id, clientSecret, outcome }),
      }).then((one) => one.json())
      if (window.parent !== window) window.parent.postMessage({ type: 'challenge-answered' }, '*')
      else if (returnUrl) {
        const url = new URL(returnUrl)
        url.searchParams.set('payment_intent', id)
        url.searchParams.set('payment_intent_client_secret', clientSecret)
        url.searchParams.set('redirect_status', answer.status === 'succeeded' ? 'succeeded' : 'failed')
        window.location.assign(url)
      }
    })
    root.append(button)
  }
  document.body.prepend(root)
})()
