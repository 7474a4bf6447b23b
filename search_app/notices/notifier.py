"""Sends what runs found to those who asked for it, and tries again what could not be sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from indexer.engine.base import EngineError
from search_app.accounts.errors import AccountError
from search_app.accounts.store import AccountStore
from search_app.database import Database
from search_app.messages import msg
from search_app.notices.deliveries import CHANNELS, Delivery, DeliveryStore
from search_app.notices.errors import NothingToSend, NoticeError, NotJudged, NotSetUp
from search_app.notices.mail import Mailer
from search_app.notices.notice import body_of, notice_of, worth_telling
from search_app.notices.webhook import Webhooks
from search_app.saved.owner_access import access_of_owners
from search_app.saved.queries import NoSavedQuery, SavedQuery
from search_app.saved.report import RunReport, report_of
from search_app.saved.run_store import RunStore
from search_app.saved.store import SavedStore
from search_app.settings import Settings
from search_app.work_labels import WorkLabels

#: What gives the label of every work now. It may raise ``EngineError`` and ``DatabaseError``.
Labels = Callable[[], WorkLabels]


class Notifier:
    """Sends what ``deliveries.note_run`` noted: of each run what the owner may see when it is sent,
    by their account, the rules and the ``labels`` as they then are, as a page shows it. ``labels``
    is asked only where there is something that the owner may not see."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        labels: Labels,
        *,
        mailer: Mailer | None = None,
        webhooks: Webhooks | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._saved = SavedStore(database)
        self._runs = RunStore(database)
        self._site = settings.site_url.rstrip("/")
        self._mailer = mailer or Mailer(settings)
        self.webhooks = webhooks or webhooks_of(settings)
        self._labels = labels
        self._access_of = access_of_owners(database)
        self._clock = clock
        self.deliveries = DeliveryStore(database, clock)

    @property
    def mail_ready(self) -> bool:
        """Whether the settings have what mail takes."""
        return bool(self._site) and self._mailer.ready

    def send(self, run: str = "") -> list[Delivery]:
        """Send what waits to be sent, of a run or of any; those that were not sent, with the reason
        in ``detail``. Mail waits, however long, until the settings have what it takes. Raises
        ``DatabaseError``."""
        channels = CHANNELS if self.mail_ready else ("webhook",)
        failed = []
        while delivery := self.deliveries.claim(run, channels):
            reason = self._tried(delivery)
            if reason:
                failed.append(replace(delivery, detail=reason))
        if not self.mail_ready:
            waiting = self.deliveries.waiting(("mail",), run)
            failed += [replace(one, detail=_NOT_READY.english) for one in waiting]
        return failed

    def test(self, saved: SavedQuery, channel: str) -> int:
        """Send the report of the last run of a saved query now, whatever it found; the number of
        the run. Raises ``NoticeError`` and ``NoRun``."""
        report = self._seen(report_of(self._runs, saved))
        self._give(channel, f"test_{report.run.id}", report)
        return report.run.number

    def _tried(self, delivery: Delivery) -> str:
        """Send a delivery and note what became of it; why it was not sent, "" where it was, and
        where there was nothing to send any more."""
        try:
            saved = self._saved.get(delivery.saved, None)
            report = report_of(self._runs, saved, delivery.number)
            self._send(delivery, self._seen(report))
        except (NoSavedQuery, NothingToSend) as error:
            self.deliveries.drop(delivery, str(error))
            return ""
        except NoticeError as error:
            self.deliveries.done(delivery, str(error), final=error.final)
            return str(error)
        self.deliveries.done(delivery)
        return ""

    def _seen(self, report: RunReport) -> RunReport:
        """The report with what its owner may see now. Raises ``NotJudged``."""
        access = self._access_of(report.saved)
        if access.labels is None:
            return report
        try:
            labels = self._labels()
        except EngineError as error:
            raise NotJudged(
                msg(
                    "It waits until the index can be read, which says what its owner may see "
                    "(%(reason)s).",
                    reason=str(error),
                )
            ) from error
        return report.seen_by(access, labels)

    def _send(self, delivery: Delivery, report: RunReport) -> None:
        if not worth_telling(report):
            raise NothingToSend(msg("Its owner may see none of it any more."))
        self._give(delivery.channel, delivery.id, report)

    def _give(self, channel: str, identity: str, report: RunReport) -> None:
        """Send a report to a channel. Raises ``NoticeError``."""
        saved = report.saved
        if channel == "mail":
            self._mail(saved, report)
        elif saved.webhook:
            moment = str(int(self._clock().timestamp()))
            body = body_of(report, self._site)
            self.webhooks.send(saved.webhook, saved.webhook_secret, identity, moment, body)
        else:
            raise NothingToSend(_NO_ADDRESS)

    def _mail(self, saved: SavedQuery, report: RunReport) -> None:
        if not self.mail_ready:
            raise NotSetUp(_NOT_READY)
        to = saved.mail_to and self._mail_of(saved)
        if not to:
            raise NothingToSend(_NO_ADDRESS)
        notice = notice_of(report, self._site, saved.mail_language)
        self._mailer.send(notice, to, stop_address(self._site, saved))

    def _mail_of(self, saved: SavedQuery) -> str:
        """Where the mail of a saved query goes: to its owner's account as it is now, if it is an
        account's; "" where that has no address."""
        if not saved.owner:
            return saved.mail_to
        try:
            return AccountStore(self._database).of_id(saved.owner).email
        except AccountError:
            return ""


_NO_ADDRESS = msg("There is no address to send it to any more.")
_NOT_READY = msg(
    "Mail waits until the settings smtp_host, mail_from and site_url say by which server, from "
    "whom and for which site it is sent."
)


def stop_address(site: str, saved: SavedQuery) -> str:
    """Where one click ends the mail of a saved query."""
    return f"{site}/unsubscribe/{saved.mail_token}"


def webhooks_of(settings: Settings) -> Webhooks:
    """Webhooks with the hosts that the settings trust."""
    hosts = (host.strip().lower() for host in settings.webhook_hosts.split(","))
    return Webhooks(frozenset(host for host in hosts if host))
