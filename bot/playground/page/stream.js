// Listens to the server's pushes and finds its way back after a break.

/** Calls onEvent for each push, and with {kind: "resumed"} after a reconnection, when anything may have changed. */
export function listen(onEvent) {
  let wait = 250;
  let lost = false;
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/client/stream?ledger=1`);
    socket.addEventListener("open", () => {
      wait = 250;
      if (lost) onEvent({ kind: "resumed" });
      lost = false;
    });
    socket.addEventListener("message", (message) => onEvent(JSON.parse(message.data)));
    socket.addEventListener("close", () => {
      if (!lost) onEvent({ kind: "lost" });
      lost = true;
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 4000);
    });
  };
  connect();
}
