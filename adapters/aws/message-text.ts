/**
 * Text as SQS and SNS accept it: only #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD and #x10000 to #x10FFFF. Everything
 * else (controls, lone surrogates, U+FFFE, U+FFFF) becomes U+FFFD, because one such character refuses the whole message.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export const acceptableText = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');

export const utf8Bytes = (text: string): number => Buffer.byteLength(text, 'utf8');
