import net from 'node:net'

/** A mail server that keeps what it gets. */
export class Mail {
  #server
  #waiting = []
  /** Whole mails, as they came. */
  got = []
  port

  async listen() {
    this.#server = net.createServer((socket) => this.#talk(socket))
    await new Promise((ready) => this.#server.listen(0, '127.0.0.1', ready))
    this.port = this.#server.address().port
  }

  #talk(socket) {
    const say = (line) => socket.write(`${line}\r\n`)
    let text = ''
    let body
    socket.on('error', () => {})
    socket.on('data', (b) => {
      text += b
      for (let end; (end = text.indexOf('\r\n')) >= 0; ) {
        const line = text.slice(0, end)
        text = text.slice(end + 2)
        if (body !== undefined) {
          if (line !== '.') body += `${line}\n`
          else {
            this.#arrived(body)
            body = undefined
            say('250 kept')
          }
        } else if (/^DATA/i.test(line)) {
          body = ''
          say('354 go on')
        } else if (/^QUIT/i.test(line)) {
          say('221 bye')
          socket.end()
        } else say('250 ok')
      }
    })
    say('220 mail')
  }

  #arrived(mail) {
    this.got.push(mail)
    for (const tell of this.#waiting.splice(0)) tell()
  }

  /** The code in the nth mail, from 1, waiting for it if need be. */
  async code(n) {
    while (this.got.length < n) await new Promise((tell) => this.#waiting.push(tell))
    return /\b\d{5,8}\b/.exec(this.got[n - 1].replace(/^[\s\S]*?\n\n/, '').replace(/=\n/g, ''))[0]
  }

  async close() {
    await new Promise((closed) => this.#server.close(closed))
  }
}
