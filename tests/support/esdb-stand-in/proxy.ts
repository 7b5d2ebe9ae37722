/** A way to a server that can be cut: TCP on loopback, passed on byte by byte. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Proxy {
  readonly port: number;
  /** Breaks every connection at once, as a pulled cable that is noticed. */
  cut(): void;
  /** Refuses new connections, and cuts those that are there, until `up`. */
  down(): void;
  up(): void;
  /** Lets nothing through in either direction, without breaking anything, until `resume`. */
  hold(): void;
  resume(): void;
  /** Lets nothing through the connections that are there, ever again, and says nothing of it; new ones are as always. */
  stall(): void;
  close(): Promise<void>;
}

export async function startProxy(target: { host: string; port: number }): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const state = { isDown: false, isHeld: false };
  const server = createServer((socket) => {
    if (state.isDown) {
      socket.resetAndDestroy();
      return;
    }
    const other = connect(target.port, target.host);
    for (const [from, to] of [
      [socket, other],
      [other, socket],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (state.isHeld) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of [...sockets]) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    down: () => {
      state.isDown = true;
      cut();
    },
    up: () => {
      state.isDown = false;
    },
    hold: () => {
      state.isHeld = true;
      for (const socket of sockets) socket.pause();
    },
    resume: () => {
      state.isHeld = false;
      for (const socket of sockets) socket.resume();
    },
    stall: () => {
      for (const socket of sockets) socket.pause();
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
