import { createServer } from 'node:http'

/** Answers every call of the Bot API at once with a sent message: who is told of orders is no part of what is measured. */
export function startTelegram(): Promise<{ url: string; calls(): number; stop(): Promise<void> }> {
  let calls = 0
  const answer = JSON.stringify({ ok: true, result: { message_id: 1, date: 0, chat: { id: 1, type: 'private' } } })
  const server = createServer((request, response) => {
    calls += 1
    request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(answer))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve({
        url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
        calls: () => calls,
        stop: () => new Promise((done) => server.close(() => done()).closeAllConnections()),
      })
    })
  })
}
