"""What our own server offers beyond ASGI, in the scope of a request. Under another server it is not there."""

# Ends the connection at once: `() -> None`. To close it in order would be to wait until the client has read what is
# on its way.
ABORT = "quizagent.abort"

# Sends a piece of a body that was begun, without a coroutine: `(bytes) -> bool`. False, and nothing is sent, while
# the client is behind with reading or when it is gone: then `send` is there to wait.
WRITE = "quizagent.write"

# Tells when the client is gone: `(tell) -> stop`. `tell` is called once, at once if it is gone already, unless `stop`
# was called before. `receive` tells the same, to a task that waits for nothing else.
LEFT = "quizagent.left"
