"""Links by mail: to sign in, for a new password, to begin with. Each works once and for a while."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from participate.accounts.access import may_manage
from participate.accounts.actions.managing import set_password
from participate.accounts.actions.signing_in import note_signed_in
from participate.accounts.models import Account, LinkRequest, MailedLink
from participate.accounts.queries import due_requests, hold_accounts
from participate.accounts.rules import (
    LINK_KEPT_DAYS,
    LINKS_PER_HOUR,
    LONGEST_PAUSE_MINUTES,
    AccountEvent,
    LinkPurpose,
    link_over_at,
)
from participate.core.audit import record
from participate.core.db import DbSession, rows_changed
from participate.core.errors import ConflictError, NotAllowedError


class LinkOverError(ConflictError):
    """The link was used, is too old, or never was."""


def ask_for_link(
    session: DbSession, *, address: str, purpose: LinkPurpose, language: str, at: datetime
) -> None:
    """Note that somebody wants a link. Costs the same whether the address has an account or not.

    Args:
        session: left uncommitted.
        address: sealed.
        purpose: what the link shall be for.
        language: of the mail, such as `de`.
        at: the moment.
    """
    wish = LinkRequest(address=address, purpose=purpose, language=language, asked_at=at)
    session.add(wish)


def invite(
    session: DbSession, account: Account, *, by: Account, address: str, language: str, at: datetime
) -> None:
    """Have a link mailed to an account: to choose its first password, or another one.

    Args as for `ask_for_link`; `address` is the sealed address of the account.

    Raises:
        NotAllowedError: `by` is no administrator.
    """
    if not may_manage(by):
        raise NotAllowedError("only administrators invite")
    purpose = LinkPurpose.PASSWORD if account.password_hash else LinkPurpose.INVITATION
    ask_for_link(session, address=address, purpose=purpose, language=language, at=at)
    record(session, AccountEvent.INVITED, account, by=by, at=at)


def take_request(session: DbSession, *, at: datetime) -> LinkRequest | None:
    """Take the oldest wish for a link out of the table; two who ask at once get different ones.

    Left uncommitted. One that could not be answered waits for its next try.
    """
    first = select(LinkRequest.id).where(due_requests(at)).order_by(LinkRequest.id).limit(1)
    oldest = first.with_for_update(skip_locked=True).scalar_subquery()
    return session.scalar(
        delete(LinkRequest)
        .where(LinkRequest.id == oldest)
        .returning(LinkRequest)
        .execution_options(synchronize_session=False)
    )


def postpone_request(session: DbSession, request_id: int, *, at: datetime) -> None:
    """Let a wish that could not be answered wait as long again as it has waited, up to an hour."""
    asked_at = session.scalar(select(LinkRequest.asked_at).where(LinkRequest.id == request_id))
    waited = at - asked_at if asked_at is not None else timedelta()
    pause = min(max(waited, timedelta(minutes=1)), timedelta(minutes=LONGEST_PAUSE_MINUTES))
    later = update(LinkRequest).where(LinkRequest.id == request_id)
    session.execute(later.values(next_try_at=at + pause))


def make_link(
    session: DbSession, account: Account, *, token_hash: str, purpose: LinkPurpose, at: datetime
) -> MailedLink | None:
    """Make a link for a mail; None when the account had `LINKS_PER_HOUR` already, or is off."""
    lately = (MailedLink.account_id == account.id) & (
        MailedLink.created_at > at - timedelta(hours=1)
    )
    made = session.scalar(select(func.count()).select_from(MailedLink).where(lately)) or 0
    if made >= LINKS_PER_HOUR or not hold_accounts(session, account):
        return None
    link = MailedLink(
        account_id=account.id,
        token_hash=token_hash,
        purpose=purpose,
        created_at=at,
        expires_at=link_over_at(purpose, at),
    )
    session.add(link)
    session.flush()
    return link


def sign_in_by_link(session: DbSession, token_hash: str, *, at: datetime) -> Account:
    """Use a link to sign in with, and return whose it is.

    Raises:
        LinkOverError: it was used, is too old, or is for something else.
    """
    account = _used(session, token_hash, {LinkPurpose.SIGN_IN}, at)
    note_signed_in(session, account, at=at)
    return account


def choose_password(session: DbSession, token_hash: str, *, password: str, at: datetime) -> Account:
    """Use a link to set a password. All sessions and other links of the account are over then.

    Raises:
        LinkOverError: it was used, is too old, or is for something else.
        ValueError: the password is too short or too long.
    """
    account = _used(session, token_hash, {LinkPurpose.PASSWORD, LinkPurpose.INVITATION}, at)
    set_password(session, account, password)
    record(session, AccountEvent.PASSWORD_CHANGED, account, by=account, at=at)
    return account


def forget_links(session: DbSession, *, at: datetime) -> int:
    """Delete links that were over for `LINK_KEPT_DAYS`, and return how many there were."""
    over = MailedLink.expires_at < at - timedelta(days=LINK_KEPT_DAYS)
    return rows_changed(session, delete(MailedLink).where(over))


def forget_requests(session: DbSession, *, at: datetime) -> int:
    """Delete wishes for a link that nobody answered for `LINK_KEPT_DAYS`; return how many."""
    over = LinkRequest.asked_at < at - timedelta(days=LINK_KEPT_DAYS)
    return rows_changed(session, delete(LinkRequest).where(over))


def _used(session: DbSession, token_hash: str, purposes: set[LinkPurpose], at: datetime) -> Account:
    """Use a link up, for good; of two at once, one finds it gone."""
    account_id = session.scalar(
        delete(MailedLink)
        .where(
            MailedLink.token_hash == token_hash,
            MailedLink.purpose.in_(purposes),
            MailedLink.expires_at > at,
        )
        .returning(MailedLink.account_id)
    )
    account = session.get(Account, account_id) if account_id else None
    if account is None or not account.active:
        raise LinkOverError("link")
    return account
