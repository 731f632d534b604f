/** Writes lines for whoever started Offhook from a terminal, as long as it is there. */
export function terminal(stream: NodeJS.WritableStream): (line: string) => void {
  // Closed behind our back (EPIPE, EIO): unheard, each failure would be reported there again, for ever.
  stream.on('error', () => undefined);
  return (line) => {
    stream.write(`${line}\n`);
  };
}
