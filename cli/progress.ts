// What is being done, on one line that is written over; nothing where nobody watches.

export type Progress = (step: string) => void

export const progressOn =
  (stream: { readonly isTTY?: boolean; write(text: string): unknown }): Progress =>
  (step) => {
    if (stream.isTTY) stream.write(`\r\u001b[K${step}`)
  }
