"""Mail, by the SMTP server of the settings. The one door of ``smtplib``."""

import smtplib
import ssl
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate, make_msgid, parseaddr

from search_app.messages import msg
from search_app.notices.errors import BadAddress, NotSetUp, NotTaken, Refused
from search_app.notices.notice import Notice
from search_app.settings import Settings

#: Seconds that the server may take to answer.
TIMEOUT = 20
#: Longest address, RFC 5321 section 4.5.3.1.3 without its brackets.
LONGEST = 254


def clean_address(given: str) -> str:
    """One address as it is kept. Raises ``BadAddress``."""
    text = given.strip()
    try:
        address = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError):
        raise _bad(given) from None
    name, domain = address.username, address.domain
    plain = text.isascii() and text.isprintable() and " " not in text
    if not (name and domain and plain and "." in domain.strip(".") and len(text) <= LONGEST):
        raise _bad(given)
    return f"{name}@{domain}"


def _bad(given: str) -> BadAddress:
    return BadAddress(msg("“%(given)s” is no e-mail address.", given=given[:LONGEST]))


class Mailer:
    """Sends mail by the server of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def ready(self) -> bool:
        """Whether the settings name a server and a sender."""
        return bool(self._settings.smtp_host and self._settings.mail_from)

    def send(self, notice: Notice, to: str, stop: str) -> None:
        """Send a notice to one address. ``stop`` is the address of the site at which one click
        ends the mail (RFC 8058). Raises ``NoticeError``."""
        self._send(self._message(notice, to, stop), to)

    def _message(self, notice: Notice, to: str, stop: str) -> MIMEMultipart:
        # The older classes: EmailMessage drops spaces where it folds a subject in two scripts.
        message = MIMEMultipart("alternative")
        subject = Header(" ".join(notice.subject.split()), "utf-8")
        message["Subject"] = subject  # type: ignore[assignment]  # folded when it is sent
        name, sender = parseaddr(self._settings.mail_from)
        message["From"] = formataddr((name, sender))
        message["To"] = to
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain="treatylens.invalid")
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = notice.language
        message["List-Unsubscribe"] = f"<{stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.attach(MIMEText(notice.text(stop), "plain", "utf-8"))
        message.attach(MIMEText(notice.html(stop), "html", "utf-8"))
        return message

    def _send(self, message: MIMEMultipart, to: str) -> None:
        if not self.ready:
            raise NotSetUp(
                msg("No mail server is set; name one with smtp_host and a sender with mail_from.")
            )
        try:
            with self._connected() as server:
                server.send_message(message, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise _answered(code, reason) from error
        except smtplib.SMTPResponseException as error:
            raise _answered(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotTaken(
                msg("The mail server cannot be used (%(reason)s).", reason=_line(str(error)))
            ) from error

    def _connected(self) -> smtplib.SMTP:
        own = self._settings
        context = ssl.create_default_context()
        if own.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                own.smtp_host, own.smtp_port, timeout=TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(own.smtp_host, own.smtp_port, timeout=TIMEOUT)
        try:
            if own.smtp_security == "starttls":
                server.starttls(context=context)
            if own.smtp_username:
                server.login(own.smtp_username, own.smtp_password)
        except BaseException:
            with suppress(smtplib.SMTPException, OSError):
                server.close()
            raise
        return server


def _answered(code: int, reason: bytes | str) -> NotTaken | Refused:
    """What the server said: a code from 500 on says that it will say so again (RFC 5321, 4.2.1)."""
    said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    message = msg("The mail server answered %(code)s: %(said)s", code=code, said=_line(said))
    return Refused(message) if code >= 500 else NotTaken(message)


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
