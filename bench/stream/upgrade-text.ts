/** A request to upgrade as a client writes it. */
export const upgradeText = (path: string, more: readonly string[] = []): string => [
  `GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', ...more, '', '',
].join('\r\n');
