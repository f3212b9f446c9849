"""What the database holds: operations that are not in Redis, and the records of the embedded sink."""

from django.db import models


class State(models.TextChoices):
    SPILLED = "spilled", "waiting in the database"
    FAILED = "failed", "dead letter"
    RESOLVED = "resolved", "closed"


class Reason(models.TextChoices):
    REJECTED = "rejected", "rejected by the sink"
    EXHAUSTED = "exhausted", "out of attempts"
    POISON = "poison", "killed its workers"


class WriteOperation(models.Model):
    """An operation that waits outside Redis (`spilled`), could not be delivered (`failed`), or was closed.

    `payload` is the operation's wire form as text: PostgreSQL's JSON columns refuse an escaped NUL.
    `entry` is the stream entry that a verdict or a parking was about; it tells one such row of an id from the next.
    `requeue` names the request to try again, so that the same request counts once.
    """

    id = models.CharField(primary_key=True, max_length=64)
    type = models.CharField(max_length=64)
    thread_id = models.CharField("thread", max_length=64)
    payload = models.TextField()
    created_at = models.DateTimeField("created")
    state = models.CharField(max_length=16, choices=State, default=State.SPILLED)
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    errors = models.TextField("every attempt's error", blank=True)
    failed_at = models.DateTimeField("failed", null=True, blank=True)
    entry = models.CharField(max_length=64, blank=True)
    requeue = models.CharField(max_length=64, blank=True)
    requeued_at = models.DateTimeField("requeued", null=True, blank=True)
    requeued_by = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "undelivered write"
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["state", "created_at"], name="writeback_state_created"),
            models.Index(fields=["thread_id"], name="writeback_thread"),
        ]

    def __str__(self) -> str:
        return self.id


class WriteRecord(models.Model):
    """An operation that arrived, where the database stands in for the main API."""

    id = models.CharField(primary_key=True, max_length=64)
    type = models.CharField(max_length=64)
    thread_id = models.CharField("thread", max_length=64)
    payload = models.TextField()
    created_at = models.DateTimeField("created")
    received_at = models.DateTimeField("received", auto_now_add=True)

    class Meta:
        verbose_name = "delivered record"
        ordering = ["-received_at", "id"]
        indexes = [
            models.Index(fields=["thread_id", "received_at"], name="writeback_record_thread"),
            models.Index(fields=["type", "received_at"], name="writeback_record_type"),
            models.Index(fields=["received_at"], name="writeback_record_received"),
        ]

    def __str__(self) -> str:
        return self.id
