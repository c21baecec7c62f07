// Lets a job get to its frames, and has it die there as native code does: with words of its own and by a signal.
const send = process.send.bind(process)
process.send = (message, ...rest) => {
  const sent = send(message, ...rest)
  if (message.type === 'progress' && message.frames !== null) {
    process.stdout.write('the engine begins\n')
    process.stderr.write(`the engine fell over its own feet, in ${process.env.HOME}/engine.so\n`)
    process.kill(process.pid, 'SIGABRT')
  }
  return sent
}
