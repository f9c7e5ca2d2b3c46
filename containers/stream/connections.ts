import type { Socket } from 'node:net';
import { clientAddress } from './client-address';

/** What an address may do before it has said anything. */
export interface AddressPolicy {
  readonly maxPerAddress: number;
  /** True: not even an answer is owed to it. */
  isShunned(address: string): boolean;
}

/** Every connection, clients or not yet: counted by the peer's address before a byte of it is read. */
export class Connections {
  private readonly open = new Set<Socket>();
  private readonly byAddress = new Map<string, number>();

  /** `policy`: undefined where all peers are proxies of our own. */
  constructor(private readonly policy: AddressPolicy | undefined) {}

  /** Keeps the connection, or destroys it because its address has too many or is not spoken to. */
  take(socket: Socket): void {
    const address = clientAddress(socket.remoteAddress, undefined, 0);
    const count = this.byAddress.get(address) ?? 0;
    if (this.policy !== undefined && (count >= this.policy.maxPerAddress || this.policy.isShunned(address))) {
      socket.destroy();
      return;
    }
    this.byAddress.set(address, count + 1);
    this.open.add(socket);
    socket.on('close', () => { this.gone(socket, address); });
  }

  destroyAll(): void {
    for (const socket of this.open) socket.destroy();
  }

  private gone(socket: Socket, address: string): void {
    this.open.delete(socket);
    const left = (this.byAddress.get(address) ?? 1) - 1;
    if (left > 0) this.byAddress.set(address, left);
    else this.byAddress.delete(address);
  }
}
