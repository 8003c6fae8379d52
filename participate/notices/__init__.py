"""Mails: sending what other packages put into the outbox, and showing what became of it."""
